"""The worker's addresses."""

from django.urls import path

from linli.web.worker import alerts, day, device, doors, emergency, report, send, serving, work

app_name = "worker"
urlpatterns = [
    path("", work.home, name="home"),
    path("waiting/", work.waiting, name="waiting"),
    path("settle/", report.settle, name="settle"),
    path("report/", report.report, name="report"),
    path("plan/", work.plan, name="plan"),
    path("people/", serving.grid, name="people"),
    path("people/<int:resident>/look/", serving.look, name="look"),
    path("people/<str:code>/", serving.grid, name="grid"),
    path("care/", alerts.care, name="care"),
    path("care/emergency/", emergency.emergency, name="emergency"),
    path("care/doors/", doors.doors, name="doors"),
    path("care/doors/find/", doors.find, name="door_find"),
    path("care/doors/for/<str:code>/", doors.ask, name="door_ask"),
    path("care/doors/<str:code>/", doors.door, name="door"),
    path("care/doors/<str:code>/do/<str:what>/", doors.act, name="door_act"),
    path("care/<str:code>/visit/", alerts.visit, name="visit"),
    path("alerts/<str:code>/", alerts.alert, name="alert"),
    path("alerts/<str:code>/do/<str:what>/", alerts.answer, name="answer"),
    path("box/", work.box, name="box"),
    path("token/", device.token, name="token"),
    path("send/", send.send, name="send"),
    path("day.json", day.day, name="day"),
    path("near.json", day.near, name="near"),
    path("matters.json", day.matters, name="matters"),
    path("words.json", day.words, name="words"),
    path("cases/<str:number>/", work.case, name="case"),
    path("cases/<str:number>/do/<str:code>/", work.move, name="move"),
]
