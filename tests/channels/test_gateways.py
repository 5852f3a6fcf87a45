"""Each gateway against a server that speaks its protocol and checks its signature."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest

from linli.channels import gateways
from linli.channels.gateways import Refused, Text, Unreachable, sms
from linli.channels.rules import Kind, complete
from linli.kernel import clock
from tests.channels import fakes

TEXT = Text(
    "您反映的问题有新进展：𠮷祥里路灯",
    "物业已收到，周三前修好。",
    "https://city.example/t/261124-123-4567",
    {"number": "261124-123-4567", "state": "处置中"},
)


def made(kind: Kind, **settings: str) -> gateways.Gateway:
    """Return a gateway of `kind` with the defaults filled in."""
    return gateways.gateway(kind, complete(kind, settings))


def mail(port: int) -> gateways.Gateway:
    """Return a gateway to the mail server on `port`."""
    address = {"host": "127.0.0.1", "port": str(port), "security": "none", "sender": "linli@city.example"}
    return made(Kind.SMTP, **address)


def carrier(kind: Kind, url: str) -> gateways.Gateway:
    """Return one of the two carriers, set up for the fake at `url`."""
    return made(
        kind,
        url=url,
        key_id="id",
        key_secret="secret",
        app_id="1400",
        sign_name="邻里",
        template="SMS_1",
        params="code=number,state" if kind is Kind.ALIYUN else "number,state",
    )


def test_aliyun_sends_a_template_with_a_signature_that_holds() -> None:
    with fakes.http(lambda request: (200, {"Code": "OK", "BizId": "1"})) as server:
        carrier(Kind.ALIYUN, server.url).send("13800000000", TEXT)
    (request,) = server.requests
    assert fakes.aliyun_signature_ok(request, "secret")
    assert not fakes.aliyun_signature_ok(request, "another")
    assert (request.query["PhoneNumbers"], request.query["SignName"]) == ("13800000000", "邻里")
    assert json.loads(request.query["TemplateParam"]) == {"code": "261124-123-4567", "state": "处置中"}
    assert request.headers["x-acs-action"] == "SendSms"


def test_the_aliyun_signature_is_that_of_the_published_example() -> None:
    # From Aliyun's description of request signatures, version 3, with its fixed values.
    image = "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"
    query = sms.canonical_query({"RegionId": "cn-shanghai", "ImageId": image})
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    found = sms.acs3("YourAccessKeyId", "YourAccessKeySecret", query, headers, b"")
    assert found.endswith("=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_the_tencent_signature_is_that_of_the_published_example() -> None:
    # From Tencent Cloud's description of signature version 3, with its fixed values.
    body = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    headers = {"content-type": "application/json; charset=utf-8", "host": "cvm.tencentcloudapi.com"}
    moment = datetime.fromtimestamp(1551113065, UTC)
    found = sms.tc3("id", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", "cvm", moment, headers, body)
    assert found.endswith("=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168")


def test_tencent_sends_a_template_with_a_signature_that_holds() -> None:
    reply = {"Response": {"SendStatusSet": [{"Code": "Ok"}], "RequestId": "1"}}
    with fakes.http(lambda request: (200, reply)) as server:
        carrier(Kind.TENCENT, server.url).send("13800000000", TEXT)
    (request,) = server.requests
    assert fakes.tencent_signature_ok(request, "secret")
    assert not fakes.tencent_signature_ok(request, "another")
    assert request.json() == {
        "PhoneNumberSet": ["+8613800000000"],
        "SmsSdkAppId": "1400",
        "SignName": "邻里",
        "TemplateId": "SMS_1",
        "TemplateParamSet": ["261124-123-4567", "处置中"],
    }


@pytest.mark.parametrize(
    ("kind", "reply", "fault"),
    [
        (Kind.ALIYUN, {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "号码不对"}, Refused),
        (Kind.ALIYUN, {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "限流"}, Unreachable),
        (Kind.ALIYUN, {"Code": "SignatureDoesNotMatch"}, Unreachable),
        (Kind.TENCENT, {"SendStatusSet": [{"Code": "FailedOperation.PhoneNumberInBlacklist"}]}, Refused),
        (Kind.TENCENT, {"SendStatusSet": [{"Code": "LimitExceeded.PhoneNumberDailyLimit"}]}, Unreachable),
        (Kind.TENCENT, {"Error": {"Code": "AuthFailure.SignatureFailure"}}, Unreachable),
        (Kind.TENCENT, {}, Unreachable),
    ],
)
def test_what_a_carrier_refuses_is_told_apart(
    kind: Kind, reply: Mapping[str, Any], fault: type[Exception]
) -> None:
    answer = {"Response": reply} if kind is Kind.TENCENT else reply
    with fakes.http(lambda request: (200, answer)) as server, pytest.raises(fault):
        carrier(kind, server.url).send("13800000000", TEXT)


def test_the_webhook_signs_moment_and_body() -> None:
    moment = datetime(2026, 11, 24, 6, tzinfo=UTC)
    with fakes.http(lambda request: (202, {})) as server, clock.at(moment):
        made(Kind.WEBHOOK, url=server.url + "/sms", secret="s").send("13800000000", TEXT)
    (request,) = server.requests
    stamp = request.headers["x-linli-timestamp"]
    assert stamp == str(int(moment.timestamp()))
    assert request.headers["x-linli-signature"] == sms._mac(b"s", f"{stamp}.{request.body.decode()}").hex()
    assert request.json()["params"]["state"] == "处置中"


@pytest.mark.parametrize(
    ("status", "fault"), [(400, Refused), (403, Unreachable), (429, Unreachable), (502, Unreachable)]
)
def test_the_webhook_tells_now_from_never(status: int, fault: type[Exception]) -> None:
    with fakes.http(lambda request: (status, {"message": "no"})) as server, pytest.raises(fault):
        made(Kind.WEBHOOK, url=server.url, secret="s").send("13800000000", TEXT)


@pytest.mark.parametrize("kind", [Kind.WECOM, Kind.DINGTALK, Kind.FEISHU])
def test_a_robot_speaks_to_its_group(kind: Kind) -> None:
    with fakes.http(lambda request: (200, {"errcode": 0, "code": 0})) as server:
        made(kind, url=server.url + "/hook?key=k", secret="s").send("", TEXT)
    (request,) = server.requests
    assert "物业已收到" in request.body.decode()
    assert request.query["key"] == "k"
    if kind is Kind.DINGTALK:
        assert fakes.dingtalk_sign_ok(request, "s")
    if kind is Kind.FEISHU:
        assert fakes.feishu_sign_ok(request, "s")


@pytest.mark.parametrize(
    ("kind", "reply"),
    [
        (Kind.WECOM, {"errcode": 93000, "errmsg": "invalid webhook url"}),
        (Kind.DINGTALK, {"errcode": 310000, "errmsg": "sign not match"}),
        (Kind.FEISHU, {"code": 19021, "msg": "sign match fail"}),
        (Kind.FEISHU, b"<html>"),
    ],
)
def test_a_robot_that_refuses_with_status_200_is_not_taken_for_success(kind: Kind, reply: Any) -> None:
    with fakes.http(lambda request: (200, reply)) as server, pytest.raises(Unreachable):
        made(kind, url=server.url).send("", TEXT)


def test_nobody_at_home_is_unreachable() -> None:
    with fakes.http(lambda request: (200, {})) as server:
        pass
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1"):
        made(Kind.WECOM, url=server.url).send("", TEXT)


def test_mail_arrives_in_utf_8() -> None:
    with fakes.smtp() as server:
        mail(server.port).send("wang@city.example", TEXT)
    ((sender, recipient, content),) = server.messages
    assert (sender, recipient) == ("linli@city.example", "wang@city.example")
    message = message_from_bytes(content.encode(), policy=policy.default)
    assert message["Subject"].strip() == TEXT.subject
    assert message.get_content() == f"{TEXT.body}\r\n\r\n{TEXT.link}\r\n"


def test_a_subject_cannot_smuggle_a_header() -> None:
    with fakes.smtp() as server:
        gateway = made(
            Kind.SMTP, host="127.0.0.1", port=str(server.port), security="none", sender="a@b.example"
        )
        gateway.send("wang@city.example", Text("x\r\nBcc: thief@evil.example"))
    assert "\nBcc:" not in server.messages[0][2]


def test_an_unknown_recipient_is_refused_and_a_closed_server_is_unreachable() -> None:
    with fakes.smtp(refuse="nobody") as server:
        gateway = made(
            Kind.SMTP, host="127.0.0.1", port=str(server.port), security="none", sender="a@b.example"
        )
        with pytest.raises(Refused, match="550"):
            gateway.send("nobody@city.example", TEXT)
    with pytest.raises(Unreachable):
        gateway.send("wang@city.example", TEXT)


@pytest.mark.parametrize(
    ("kind", "names"),
    [(Kind.ALIYUN, ["place", "count", "stop"]), (Kind.TENCENT, ["place", "digest", "stop"])],
)
def test_a_digest_by_sms_names_the_page_that_ends_it(kind: Kind, names: list[str]) -> None:
    text = Text("", "", "", {"place": "丙社区", "digest": "3"}, stop="https://city.example/follow/stop/1/k/")
    settings = complete(kind, {"digest_template": "SMS_2"})
    assert sms.template_of(settings, text) == (
        "SMS_2",
        dict(zip(names, ["丙社区", "3", "https://city.example/follow/stop/1/k/"], strict=True)),
    )
