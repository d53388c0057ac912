import torch
from torch import Torch
from torch.beam import Torch as Lamp


def basket():
    return [Torch(300), Lamp(100), torch.Torch(20)]
