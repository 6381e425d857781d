"""What an author writes for one item: the shape of each kind."""

from typing import Annotated

import msgspec

from courses.model import ItemKind
from courses.simulators.things import Text

Media = Annotated[str, msgspec.Meta(pattern=r"^media/[a-z0-9][a-z0-9-]*\.(svg|png|jpg)$")]
LessonId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2,5}-[0-9]{2}-L[0-9]{1,2}$")]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
_ItemId = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2,5}-[0-9]{2}-Q[0-9]{2,3}$")]
_Caption = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
_Row = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
_Short = Annotated[str, msgspec.Meta(min_length=1, max_length=30)]
_Amount = Annotated[float, msgspec.Meta(ge=0, le=999_999_999)]
_Thousandth = Annotated[float, msgspec.Meta(ge=0, le=1000)]
_Factor = Annotated[float, msgspec.Meta(gt=0, le=1_000_000_000)]


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part in which a misspelt key is a fault."""


class PictureSource(Strict, frozen=True):
    """A picture of an item or a choice."""

    file: Media
    alt: Text


class ChoiceSource(Strict, frozen=True):
    """One choice of an item."""

    text: Text
    right: bool = False
    why: str = ""
    """Why it is right or wrong."""
    fixed: bool = False
    picture: PictureSource | None = None


class _ItemSource(Strict, frozen=True, tag_field="kind"):
    id: _ItemId
    lesson: LessonId
    prompt: Text
    explanation: Text


class ChoiceItemSource(_ItemSource, frozen=True, tag=str(ItemKind.CHOICE)):
    """One choice is right."""

    choices: Annotated[tuple[ChoiceSource, ...], msgspec.Meta(min_length=3, max_length=5)]
    picture: PictureSource | None = None


class TrueFalseItemSource(_ItemSource, frozen=True, tag=str(ItemKind.TRUE_FALSE)):
    """A statement that is true or not."""

    answer: bool
    why_true: Text
    """Said to those who chose "true"."""
    why_false: Text
    picture: PictureSource | None = None


class MultipleItemSource(_ItemSource, frozen=True, tag=str(ItemKind.MULTIPLE)):
    """Several choices are right."""

    choices: Annotated[tuple[ChoiceSource, ...], msgspec.Meta(min_length=3, max_length=6)]
    picture: PictureSource | None = None


class PictureChoiceSource(Strict, frozen=True):
    """One picture to choose, with the words under it."""

    text: _Caption
    picture: PictureSource
    right: bool = False
    why: str = ""
    fixed: bool = False


class PictureChoiceItemSource(_ItemSource, frozen=True, tag=str(ItemKind.PICTURE_CHOICE)):
    """One picture is right."""

    choices: Annotated[tuple[PictureChoiceSource, ...], msgspec.Meta(min_length=3, max_length=4)]
    picture: None = None


class AreaSource(Strict, frozen=True):
    """One place in a picture, in thousandths of its width and height."""

    text: Text
    """What is seen there; screens that are read aloud name it."""
    rectangle: tuple[_Thousandth, _Thousandth, _Thousandth, _Thousandth] | None = None
    """Left, top, width, height."""
    circle: tuple[_Thousandth, _Thousandth, _Thousandth] | None = None
    """Middle across, middle down, radius in thousandths of the width."""
    right: bool = False
    why: str = ""


class HotspotItemSource(_ItemSource, frozen=True, tag=str(ItemKind.HOTSPOT)):
    """One or several places in the picture are right."""

    picture: PictureSource
    areas: Annotated[tuple[AreaSource, ...], msgspec.Meta(min_length=3, max_length=6)]


class OrderItemSource(_ItemSource, frozen=True, tag=str(ItemKind.ORDER)):
    """Steps, written in the right order."""

    steps: Annotated[tuple[Text, ...], msgspec.Meta(min_length=3, max_length=6)]
    picture: PictureSource | None = None


class PairSource(Strict, frozen=True):
    """Two things that belong together."""

    left: _Row
    right: _Row
    why: str = ""
    """Said when the pair was missed."""


class ExtraSource(Strict, frozen=True):
    """A right side that belongs to nothing."""

    text: _Row
    why: str = ""


class MatchItemSource(_ItemSource, frozen=True, tag=str(ItemKind.MATCH)):
    """Each left side belongs to one right side."""

    pairs: Annotated[tuple[PairSource, ...], msgspec.Meta(min_length=3, max_length=5)]
    extra: Annotated[tuple[ExtraSource, ...], msgspec.Meta(max_length=2)] = ()
    picture: None = None


class ThingSource(Strict, frozen=True):
    """One thing to sort."""

    text: _Row
    group: _Short
    """The words of its group."""
    why: str = ""
    """Said when it was put elsewhere."""


class CategorizeItemSource(_ItemSource, frozen=True, tag=str(ItemKind.CATEGORIZE)):
    """Things are sorted into groups."""

    groups: Annotated[tuple[_Short, ...], msgspec.Meta(min_length=2, max_length=4)]
    things: Annotated[tuple[ThingSource, ...], msgspec.Meta(min_length=3, max_length=6)]
    picture: None = None


class NearNumberSource(Strict, frozen=True):
    """A number that learners often type instead."""

    number: _Amount
    worth: Share = 0.0
    why: str = ""


class NumberItemSource(_ItemSource, frozen=True, tag=str(ItemKind.NUMBER)):
    """A number is typed."""

    answer: _Amount
    unit: _Short
    units: Annotated[dict[_Short, _Factor], msgspec.Meta(max_length=3)] = {}
    """Other units; each is so many of ``unit``."""
    tolerance: _Amount = 0.0
    tolerance_percent: Annotated[float, msgspec.Meta(ge=0, le=50)] = 0.0
    near: Annotated[tuple[NearNumberSource, ...], msgspec.Meta(max_length=6)] = ()
    picture: PictureSource | None = None


class NearTextSource(Strict, frozen=True):
    """Words that learners often type instead."""

    text: _Row
    worth: Share = 0.0
    why: str = ""


class TextItemSource(_ItemSource, frozen=True, tag=str(ItemKind.TEXT)):
    """A few words are typed."""

    answers: Annotated[tuple[_Row, ...], msgspec.Meta(min_length=1, max_length=10)]
    unaccented: Share = 0.5
    """Worth of an answer without the right accents."""
    near: Annotated[tuple[NearTextSource, ...], msgspec.Meta(max_length=6)] = ()
    picture: PictureSource | None = None


PickSource = ChoiceItemSource | MultipleItemSource | PictureChoiceItemSource
ItemSource = (
    ChoiceItemSource
    | TrueFalseItemSource
    | MultipleItemSource
    | PictureChoiceItemSource
    | HotspotItemSource
    | OrderItemSource
    | MatchItemSource
    | CategorizeItemSource
    | NumberItemSource
    | TextItemSource
)
