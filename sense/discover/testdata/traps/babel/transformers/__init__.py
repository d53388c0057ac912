def double(node):
    return node * 2
