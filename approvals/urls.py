from django.urls import path

from . import views

urlpatterns = [path("", views.emergency_stop, name="emergency_stop")]
