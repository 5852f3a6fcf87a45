"""The addresses of signing in; there is no reset by e-mail, for accounts hold no address."""

from allauth.account import views
from django.urls import include, path

from linli.web.signin import phone

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("phone/", phone.phone, name="account_phone"),
    path("phone/<str:token>/", phone.code, name="account_phone_code"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
]
