"""What trains a net: losses, optimisers, batches, the loop, and the check of gradients.

It knows layers only by the protocol. It may import `protocol` and `shapes`.
"""
