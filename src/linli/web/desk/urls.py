"""The desk's addresses."""

from django.urls import path

from linli.web.desk import cases, inbox, news, ticket

app_name = "desk"
urlpatterns = [
    path("news/", news.news, name="news"),
    path("news/<int:pk>/withdraw/", news.withdraw, name="withdraw_news"),
    path("", inbox.inbox, name="inbox"),
    path("ticket/", ticket.ticket, name="ticket"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/pane/", cases.pane, name="pane"),
    path("cases/<str:number>/points.geojson", cases.points, name="points"),
    path("cases/<str:number>/reporter/", cases.reporter, name="reporter"),
    path("cases/<str:number>/do/<str:code>/", cases.move, name="move"),
]
