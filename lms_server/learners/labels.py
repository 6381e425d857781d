"""Words for the codes of learners, in the visitor's language."""

from flask_babel import lazy_gettext as _l

from lms_server.learners.rules import AddressForm, Evidence, Means, NumberWarning, Purpose, Sex

PICTURES = {
    "red_buffalo": _l("red buffalo"),
    "green_rice": _l("green rice"),
    "yellow_banana": _l("yellow banana"),
    "blue_fish": _l("blue fish"),
    "white_stork": _l("white stork"),
    "orange_cat": _l("orange cat"),
    "brown_dog": _l("brown dog"),
    "red_rooster": _l("red rooster"),
    "purple_lotus": _l("purple lotus"),
    "green_bamboo": _l("green bamboo"),
    "yellow_sun": _l("yellow sun"),
    "blue_umbrella": _l("blue umbrella"),
    "red_house": _l("red house"),
    "brown_boat": _l("brown boat"),
    "green_frog": _l("green frog"),
    "orange_pumpkin": _l("orange pumpkin"),
    "pink_pig": _l("pink pig"),
    "yellow_duck": _l("yellow duck"),
    "blue_bicycle": _l("blue bicycle"),
    "red_drum": _l("red drum"),
    "green_hat": _l("green hat"),
    "white_moon": _l("white moon"),
    "purple_butterfly": _l("purple butterfly"),
    "brown_pot": _l("brown pot"),
}
"""Every picture mark of ``rules.PICTURES``."""

SEXES = {Sex.FEMALE: _l("Female"), Sex.MALE: _l("Male")}

EVIDENCE = {
    Evidence.CARD_SEEN: _l("Identity card seen"),
    Evidence.VNEID_SEEN: _l("VNeID screen seen"),
    Evidence.SELF_DECLARED: _l("Self-declared"),
    Evidence.NONE: _l("No document at hand"),
}

PURPOSES = {
    Purpose.LEARN: _l("To learn here and receive a certificate"),
    Purpose.PROVINCE: _l("To send the results to the province"),
    Purpose.ETHNIC_STATISTICS: _l("To count ethnic groups in statistics"),
    Purpose.CONTACT: _l("To contact me after the class"),
}

MEANS = {
    Means.DIGITAL: _l("On this screen"),
    Means.PAPER: _l("On paper"),
    Means.VOICE: _l("By voice"),
}

NUMBER_WARNINGS = {
    NumberWarning.UNKNOWN_PROVINCE: _l("The first three digits name no province of Vietnam."),
    NumberWarning.OTHER_SEX: _l("The number speaks of another sex."),
    NumberWarning.OTHER_YEAR: _l("The number speaks of another birth year."),
}

ADDRESS_FORMS = tuple(AddressForm)
"""Shown with the words of ``rules.ADDRESS_WORDS``: they are Vietnamese in every language."""
