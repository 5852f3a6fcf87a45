"""The residents' addresses."""

from django.urls import path

from linli.web.resident import care, here, home, near, report, steps, subscribe, track

app_name = "resident"
urlpatterns = [
    path("", home.home, name="home"),
    path("me/", home.mine, name="mine"),
    path("report/", report.report, name="report"),
    path("report/matters/", report.matters, name="matters"),
    path("report/steps/<str:name>/", steps.step, name="step"),
    path("where/", report.where, name="where"),
    path("nearby/", near.nearby, name="nearby"),
    path("nearby/points.geojson", near.points, name="points"),
    path("here/", here.choose, name="choose"),
    path("here/<str:code>/", here.community, name="community"),
    path("here/<str:code>/mine/", here.keep, name="keep"),
    path("news/<int:pk>/", here.news, name="news"),
    path("follow/", subscribe.subscribe, name="subscribe"),
    path("follow/mine/", subscribe.mine, name="subscriptions"),
    path("follow/mine/<int:pk>/", subscribe.end, name="end"),
    path("follow/code/<str:token>/", subscribe.code, name="subscribe_code"),
    path("follow/stop/<int:pk>/<str:key>/", subscribe.stop, name="unsubscribe"),
    path("care/<str:name>/<str:key>/", care.page, name="care"),
    path("care/<str:name>/<str:key>/<str:what>/", care.act, name="care_act"),
    path("t/", track.follow, name="follow"),
    path("t/<str:number>/", track.track, name="track"),
    path("t/<str:number>/do/<str:move>/", track.act, name="act"),
    path("t/<str:number>/<str:key>/", track.own, name="own"),
]
