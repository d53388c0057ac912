from django.db import models


class Model(models.Model):
    name = models.CharField(max_length=80)
    pipeline = models.CharField(max_length=80)
    embedding = models.TextField()
