"""The worker's addresses."""

from django.urls import path

from linli.web.worker import report, work

app_name = "worker"
urlpatterns = [
    path("", work.home, name="home"),
    path("settle/", report.settle, name="settle"),
    path("report/", report.report, name="report"),
    path("cases/<str:number>/", work.case, name="case"),
    path("cases/<str:number>/points.geojson", work.points, name="points"),
    path("cases/<str:number>/do/<str:code>/", work.move, name="move"),
]
