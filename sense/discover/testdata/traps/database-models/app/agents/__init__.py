from .base import Agent
