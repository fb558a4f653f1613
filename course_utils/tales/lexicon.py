"""The words of the tales, in lists of words that share their contexts.

roles.py says which of them go together, and that of some lists (names, things, colours of cups) the
first three fifths serve one role and the rest another; scenes.txt holds the sentences.
"bat" is in two lists: among the animals and among the things.
"""

SHE = "Rosa Mia Lily Ada Nora Ella Ivy Zoe Clara Hana".split()
HE = "Tom Max Ben Oscar Hugo Felix Leo Ravi Finn Otto".split()
EITHER = "Pip Robin Kit Juno Alex Sam".split()

KINDS = {  # who may have which names, and so is which pronoun
    "she": "girl princess queen".split(),
    "he": "boy prince king".split(),
    "it": "robot ghost".split(),
    "animal": "fox bear mouse rabbit cat dog frog duck otter elephant tiger penguin".split(),
}
HELPERS = "owl crow toad mole bat snail goose spider donkey badger parrot hen".split()
BEASTS = "dragon giant troll pirate lion wolf".split()

TRAITS = "brave kind curious clever shy cheerful sleepy tiny proud old".split()
LOOKS = "tall round muddy noisy smiling yawning dancing barefoot".split()
MOODS = "grumpy polite friendly dusty famous lazy silly wise lonely young".split()
COLOURS = "red blue green yellow orange purple pink white black silver".split()
THINGS = (
    "kite drum ball bat bell book boat hat lamp umbrella basket balloon feather ring spoon key "
    "trumpet wagon".split()
)
PAIRS = "boots mittens marbles ribbons".split()  # several at once: "some", "them"

FOODS = (
    "soup bread cheese porridge pancakes noodles cherries honey nuts pudding cookies jam".split()
)
FRUITS = "apple cherry carrot lemon onion plum".split()

WEATHER = {  # weather: what one puts on
    "sunny": "sunglasses",
    "windy": "jacket",
    "rainy": "raincoat",
    "snowy": "earmuffs",
    "foggy": "coat",
}
PLACES = {  # place: its preposition, and the weather it is for
    "garden": ("in", "sunny windy rainy foggy"),
    "forest": ("in", "sunny windy rainy snowy foggy"),
    "park": ("in", "sunny windy rainy snowy foggy"),
    "beach": ("on", "sunny windy"),
    "market": ("at", "sunny windy rainy foggy"),
    "lake": ("by", "sunny foggy"),
    "hill": ("on", "sunny windy snowy"),
    "farm": ("on", "sunny windy rainy foggy"),
    "village": ("in", "sunny windy rainy snowy foggy"),
    "harbour": ("at", "sunny windy rainy foggy"),
}
SPOTS = {  # preposition: what hides, sticks or sounds there
    "under": "bench cart stairs".split(),
    "behind": "wall fence door curtain".split(),
    "inside": "barrel tent oven".split(),
    "on": "roof shelf".split(),
    "beside": "well stove".split(),
}
GOALS = "bakery bridge lighthouse windmill fountain school station tower".split()
TIMES = "morning afternoon evening day".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
NUMBERS = "two three four five six seven eight nine ten".split()
