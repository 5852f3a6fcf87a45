"""The desk's addresses."""

from django.urls import path

from linli.web.desk import bulk, care, careplans, cases, inbox, maps, news, paper, saved, ticket

app_name = "desk"
urlpatterns = [
    path("news/", news.news, name="news"),
    path("news/<int:pk>/withdraw/", news.withdraw, name="withdraw_news"),
    path("care/", care.care, name="care"),
    path("care/emergencies/", care.emergencies, name="care_emergencies"),
    path("care/emergencies/<int:emergency>/", care.review, name="care_review"),
    path("care/new/", careplans.new, name="care_new"),
    path("care/<str:code>/", care.plan, name="care_plan"),
    path("care/<str:code>/withdraw/", care.withdraw, name="care_withdraw"),
    path("care/<str:code>/change/", careplans.change, name="care_change"),
    path("care/<str:code>/consent/", careplans.consent, name="care_consent"),
    path("care/<str:code>/kin/", careplans.kin, name="care_kin"),
    path("care/<str:code>/kin/<int:pk>/<str:what>/", careplans.change_kin, name="care_kin_change"),
    path("care/<str:code>/names/", careplans.pseudonym, name="care_name"),
    path("care/<str:code>/names/<int:pk>/drop/", careplans.unmap, name="care_unmap"),
    path("care/<str:code>/pages/", careplans.pages, name="care_pages"),
    path("care/<str:code>/end/", careplans.end, name="care_end"),
    path("", inbox.inbox, name="inbox"),
    path("live/", inbox.live, name="live"),
    path("views/", saved.views, name="views"),
    path("views/save/", saved.save, name="save_view"),
    path("views/<int:view>/", saved.change, name="change_view"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("map/", maps.page, name="map"),
    path("map/cases.json", maps.cases, name="map_cases"),
    path("map/load.json", maps.load, name="map_load"),
    path("export.xlsx", paper.sheet, name="export"),
    path("ticket/", ticket.ticket, name="ticket"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/pane/", cases.pane, name="pane"),
    path("cases/<str:number>/form.docx", paper.form, name="form"),
    path("cases/<str:number>/points.geojson", cases.points, name="points"),
    path("cases/<str:number>/reporter/", cases.reporter, name="reporter"),
    path("cases/<str:number>/do/<str:code>/", cases.move, name="move"),
]
