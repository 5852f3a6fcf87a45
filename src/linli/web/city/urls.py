"""The city's addresses."""

from django.urls import path

from linli.web.city import behind, definitions, maps, nets, report, views

app_name = "city"
urlpatterns = [
    path("", views.home, name="home"),
    path("live/", views.live, name="live"),
    path("values.json", maps.values, name="values"),
    path("dots.geojson", maps.dots, name="dots"),
    path("cases/", behind.behind, name="behind"),
    path("nets/", nets.nets, name="nets"),
    path("nets/values.json", nets.net_values, name="net_values"),
    path("report/", report.page, name="report"),
    path("report/word/", report.word, name="report_word"),
    path("report/excel/", report.excel, name="report_excel"),
    path("coverage/", views.coverage, name="coverage"),
    path("definitions/", definitions.definitions, name="definitions"),
]
