"""How one is told: chosen on one page, honest about what the city can send, one's own only."""

from django.test import Client

from linli.channels import actions as channels
from linli.channels import queries
from linli.channels.rules import Kind
from linli.kernel import clock, crypto
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM
from linli.orgs.rules import Role
from linli.people.models import Contact
from tests.web.conftest import SignIn

PAGE = "/shell/account/notices/"


def open_mail() -> None:
    """Give the city a mail server."""
    settings = {"host": "127.0.0.1", "port": "25", "security": "none", "sender": "a@b.example"}
    channels.open_gateway(by=SYSTEM, name="mail", kind=Kind.SMTP, settings=settings)


def test_staff_choose_mail_for_their_work(sign_in: SignIn) -> None:
    browser = sign_in(Role.STREET_DESK)
    mine = Account.objects.get(username="street_desk-one")
    assert "本市还没有开通邮件通知" in browser.get(PAGE).content.decode()
    open_mail()
    assert "本市还没有开通邮件通知" not in browser.get(PAGE).content.decode()
    wrong = browser.post(PAGE, {"of": "work", "work-by_email": "on"})
    assert wrong.status_code == 422
    assert "要收邮件，请填写电子邮件地址" in wrong.content.decode()
    assert not queries.wants_email(mine.pk)
    bad = browser.post(PAGE, {"of": "work", "work-by_email": "on", "work-email": "not an address"})
    assert "电子邮件地址不正确" in bad.content.decode()
    done = browser.post(PAGE, {"of": "work", "work-by_email": "on", "work-email": "clerk@city.example"})
    assert done.status_code == 302
    mine.refresh_from_db()
    assert (mine.email, queries.wants_email(mine.pk)) == ("clerk@city.example", True)
    browser.post(PAGE, {"of": "work"})
    assert not queries.wants_email(mine.pk)


def test_a_resident_chooses_for_what_they_reported(sign_in: SignIn) -> None:
    browser = sign_in(Role.RESIDENT)
    mine = Account.objects.get(username="resident-one")
    page = browser.get(PAGE).content.decode()
    assert "我的工作" not in page
    assert "本市还没有开通短信和邮件通知" in page
    assert browser.post(PAGE, {"of": "own", "channel": "sms"}).status_code == 422
    assert browser.post(PAGE, {"of": "own", "channel": "pigeon"}).status_code == 422
    assert browser.post(PAGE, {"of": "own", "channel": "sms", "phone": "138 1234 5678"}).status_code == 302
    contact = Contact.objects.get(account=mine)
    assert (contact.channel, crypto.decrypt(contact.phone)) == ("sms", "13812345678")
    page = browser.get(PAGE).content.decode()
    assert "现在是 138****5678；不改就空着。" in page
    assert "13812345678" not in page
    browser.post(PAGE, {"of": "own", "channel": "email", "email": "me@home.example"})
    contact.refresh_from_db()
    assert (contact.channel, crypto.decrypt(contact.phone)) == ("email", "13812345678"), "the phone stayed"
    assert "m***@home.example" in browser.get(PAGE).content.decode()


def test_the_telephone_one_signs_in_with_is_not_changed_here(sign_in: SignIn) -> None:
    browser = sign_in(Role.RESIDENT)
    browser.post(PAGE, {"of": "own", "channel": "sms", "phone": "13812345678"})
    Contact.objects.update(phone_proved_at=clock.now())
    assert "登录也用它" in browser.get(PAGE).content.decode()
    browser.post(PAGE, {"of": "own", "channel": "in_app", "phone": "13912345678"})
    contact = Contact.objects.get()
    assert (contact.channel, crypto.decrypt(contact.phone)) == ("in_app", "13812345678")
    assert contact.phone_proved_at is not None


def test_strangers_sign_in_first(client: Client, db: None) -> None:
    assert "/accounts/login/" in client.get(PAGE).headers["Location"]
