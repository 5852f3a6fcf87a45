"""The residents' addresses."""

from django.urls import path

from linli.web.resident import home, near, report, track

app_name = "resident"
urlpatterns = [
    path("", home.home, name="home"),
    path("me/", home.mine, name="mine"),
    path("report/", report.report, name="report"),
    path("report/matters/", report.matters, name="matters"),
    path("where/", report.where, name="where"),
    path("nearby/", near.nearby, name="nearby"),
    path("nearby/points.geojson", near.points, name="points"),
    path("t/", track.follow, name="follow"),
    path("t/<str:number>/", track.track, name="track"),
    path("t/<str:number>/do/<str:move>/", track.act, name="act"),
    path("t/<str:number>/<str:key>/", track.own, name="own"),
]
