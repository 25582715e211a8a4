from django.urls import path

from approvals import views

urlpatterns = [path("", views.emergency_stop, name="emergency_stop")]
