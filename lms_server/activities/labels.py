"""Words for kinds of activities and for what an import changed or left out."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from courses.importers.activity import ActivityKind, ActivityReason

KINDS: Mapping[ActivityKind, str] = {
    ActivityKind.SCORM_12: "SCORM 1.2",
    ActivityKind.SCORM_2004: "SCORM 2004",
    ActivityKind.H5P: "H5P",
}

REASONS: Mapping[ActivityReason, object] = {
    ActivityReason.OTHER_ORGANIZATION: _l("Only the default order of parts is used."),
    ActivityReason.FILE_MISSING: _l("Its file is not in the package."),
    ActivityReason.NOT_A_FILE: _l("Its address leads out of the package."),
    ActivityReason.BROKEN_REFERENCE: _l("The package does not say which file it is."),
    ActivityReason.HIDDEN: _l("The package hides it."),
    ActivityReason.TOO_MANY_ITEMS: _l("A package may have 300 parts."),
    ActivityReason.TOO_DEEP: _l("Parts may be nested 12 deep."),
    ActivityReason.SUBMANIFEST: _l("Packages inside the package are not read."),
    ActivityReason.WITHOUT_SEQUENCING: _l("It runs without sequencing: parts open in any order."),
    ActivityReason.NO_ORGANIZATION: _l("It gives no order; parts stand as its files are listed."),
    ActivityReason.PREREQUISITES: _l("What must be done before is not enforced."),
    ActivityReason.TIME_LIMIT: _l("Its time limit is not enforced."),
    ActivityReason.BAD_VALUE: _l("A score or time that cannot be read was dropped."),
    ActivityReason.ODD_ADDRESS: _l("Its address is spelled unlike the file; the file was found."),
    ActivityReason.NO_TITLE: _l("It has no title and is called by its file."),
    ActivityReason.CUT_TEXT: _l("A text was too long and was cut."),
    ActivityReason.LISTED_FILE_MISSING: _l("The package lists it and does not hold it."),
    ActivityReason.NEEDS_INTERNET: _l("It needs the internet; that part stays empty on the bus."),
    ActivityReason.NEEDS_FLASH: _l("It needs Flash, which no browser runs any more."),
    ActivityReason.FRAMES: _l("It is made of frames; frames that call each other may not work."),
}
