"""What notebook 23 draws.

products.py  A·x + b, cut among devices
rings.py     adding up in a ring
meshes.py    a transformer on a mesh: what lies where, and what travels
cards.py     671 billion dials on 2,048 cards
devices.py   the colours of devices
"""

from .cards import on_cards
from .meshes import laid_out
from .products import cut_product
from .rings import ring

__all__ = ["cut_product", "laid_out", "on_cards", "ring"]
