"""A shop of lamps: torches, lanterns and bulbs."""

from .beam import Torch
