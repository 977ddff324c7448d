"""From validated files to the story: names resolved, expressions typed, everything with its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hengyang_tui.language import story as st
from hengyang_tui.language.declarations import declare
from hengyang_tui.language.diagnostics import Finding, did_you_mean
from hengyang_tui.language.map import Map
from hengyang_tui.language.map_build import build_map
from hengyang_tui.language.names import Names, full_name, local, meant
from hengyang_tui.language.resolve import Resolver
from hengyang_tui.language.scripts import scripted_plays
from hengyang_tui.language.sources import SourceFile


class Builder(Resolver):
    """Builds a story out of its files, adding a finding for everything that cannot be resolved."""

    def __init__(self, files: list[SourceFile], findings: list[Finding]) -> None:
        self.files = [file for file in files if file.model is not None]
        self.unread = [file for file in files if file.model is None]
        self.main = next(file for file in self.files if file.kind == "story")
        super().__init__(Names(calendar=self.main.model.calendar is not None), findings)

    def build(self, content_hash: str, branches: tuple[st.BranchInfo, ...]) -> st.Story:
        """The story. What could not be read is left out of it; the findings say so."""
        self._collect_names()
        declared = declare(self.files, self.names, self.findings)
        model = self.main.model
        calendar = self._calendar()
        scenes = self._scenes(calendar)
        return st.Story(
            id=model.id,
            version=model.version,
            title=model.title,
            subtitle=model.subtitle,
            authors=tuple(model.authors),
            licence=model.licence,
            about=model.about,
            start=self.scene_ref(self.main.spot("start"), model.start) or model.start,
            calendar=calendar,
            variables=declared.variables,
            derived=declared.derived,
            rules=self.names.rules,
            each_day=declared.each_day,
            milestones=self._milestones(calendar),
            scenes=scenes,
            facts=self._facts(),
            codex=self._codex(),
            map=self._map(calendar),
            plays=scripted_plays(self._with("play"), scenes, declared, self.findings),
            branches=branches,
            content_hash=content_hash,
            spot=self.main.spot(),
        )

    # Names

    def _collect_names(self) -> None:
        for file in self.unread:
            self._collect_unread(file)
        for file in self._with("chapter", "branch"):
            for scene_id, scene in file.model.scenes.items():
                self._declare_scene(file, full_name(file.owner, scene_id), scene, ("scenes", scene_id))
        for file in self._with("branch"):
            for scene_ref, choices in file.model.choices.items():
                self._add_choices(file, scene_ref, choices)
        for file in self._with("facts", "branch"):
            self.names.facts.update(full_name(file.owner, fact) for fact in file.model.facts)
        for file in self._with("codex", "branch"):
            entries = file.model.entries if file.kind == "codex" else file.model.codex
            self.names.codex.update(full_name(file.owner, entry) for entry in entries)

    def _collect_unread(self, file: SourceFile) -> None:
        """The names in a file that breaks the format: what leads to them must be no second finding."""
        for scene_id, scene in _entries(file.data, "scenes"):
            choices = (full_name(file.owner, choice) for choice, _ in _entries(scene, "choices"))
            self.names.scenes[full_name(file.owner, scene_id)] = tuple(choices)
        self.names.facts.update(full_name(file.owner, fact) for fact, _ in _entries(file.data, "facts"))
        codex = "entries" if file.kind == "codex" else "codex"
        self.names.codex.update(full_name(file.owner, entry) for entry, _ in _entries(file.data, codex))

    def _declare_scene(self, file: SourceFile, scene_id: str, scene: Any, path: tuple[str, ...]) -> None:
        if scene_id in self.names.scenes:
            self.findings.append(
                file.finding(
                    "duplicate-id",
                    path,
                    f"There is another scene '{scene_id}'.",
                    "Ids are unique in a story.",
                    key=True,
                )
            )
        self.names.scenes[scene_id] = tuple(scene.choices or ())

    def _add_choices(self, file: SourceFile, scene_ref: str, choices: dict[str, Any]) -> None:
        full = meant(file.owner, scene_ref, self.names.scenes)
        if full is None:
            self.findings.append(
                file.finding(
                    "dead-link",
                    ("choices", scene_ref),
                    f"There is no scene '{scene_ref}' to add choices to.",
                    did_you_mean(scene_ref, self.names.scenes),
                    key=True,
                )
            )
            return
        added = tuple(full_name(file.owner, choice) for choice in choices)
        self.names.scenes[full] += added

    def _with(self, *kinds: str) -> list[SourceFile]:
        return [file for file in self.files if file.kind in kinds]

    # Scenes

    def _scenes(self, calendar: st.Calendar | None) -> dict[str, st.Scene]:
        scenes: dict[str, st.Scene] = {}
        for file in self._with("chapter", "branch"):
            for scene_id, model in file.model.scenes.items():
                full = full_name(file.owner, scene_id)
                scenes.setdefault(full, self._scene(file, full, model, ("scenes", scene_id), calendar))
        return scenes

    def _scene(
        self, file: SourceFile, full: str, model: Any, path: tuple[str, ...], calendar: st.Calendar | None
    ) -> st.Scene:
        spot = file.spot(*path)
        choices = [
            self._choice(file, full, choice_id, choice, (*path, "choices", choice_id))
            for choice_id, choice in (model.choices or {}).items()
        ]
        choices += self._added_choices(full)
        return st.Scene(
            id=full,
            dates=self._dates(file.spot(*path, "date"), model.date, calendar),
            condition=self.condition(file.spot(*path, "if"), model.if_),
            repeat=model.repeat,
            priority=model.priority,
            interrupt=model.interrupt,
            standing=None
            if model.standing is None
            else self.text(file.spot(*path, "standing"), model.standing, f"{full}.standing"),
            title=model.title,
            place=self.codex_ref(file.spot(*path, "place"), model.place),
            do=self.effects(file.spot(*path, "do"), model.do, f"{full}.do"),
            text=self.text(file.spot(*path, "text"), model.text, f"{full}.text"),
            choices=tuple(choices),
            goto=self._goto(file.spot(*path, "goto"), model.goto),
            days=model.days,
            ending=model.ending,
            history=self._history(file.spot(*path, "history"), model.history, choices),
            unrecorded=model.unrecorded,
            ask=tuple(model.ask or ()),
            epilogue=model.epilogue,
            tags=tuple(model.tags),
            order=(file.owner, file.index, file.document.key_mark(path).line),
            spot=spot,
        )

    def _added_choices(self, scene: str) -> list[st.Choice]:
        added = []
        for file in self._with("branch"):
            for scene_ref, choices in file.model.choices.items():
                if meant(file.owner, scene_ref, self.names.scenes) != scene:
                    continue
                for choice_id, choice in choices.items():
                    full = full_name(file.owner, choice_id)
                    added.append(self._choice(file, scene, full, choice, ("choices", scene_ref, choice_id)))
        return added

    def _choice(self, file: SourceFile, scene: str, choice_id: str, model: Any, path: tuple[str, ...]) -> st.Choice:
        block = f"{scene}.{choice_id}"

        def at(key: str) -> st.Spot:
            return file.spot(*path, key)

        return st.Choice(
            id=choice_id,
            text=self.text(at("text"), model.text, f"{block}.text"),
            condition=self.condition(at("if"), model.if_),
            unless_met=None
            if model.unless_met is None
            else self.text(at("unless_met"), model.unless_met, f"{block}.unless_met"),
            do=self.effects(at("do"), model.do, f"{block}.do"),
            then=self.text(at("then"), model.then, f"{block}.then"),
            goto=self._goto(at("goto"), model.goto),
            detour=None if model.detour is None else self.scene_ref(at("detour"), model.detour),
            days=model.days,
            once=model.once,
            fallback=model.fallback,
            note=self._note(at("verdict"), model.verdict),
            tags=tuple(model.tags),
            spot=file.spot(*path),
        )

    def _dates(self, spot: st.Spot, window: Any, calendar: st.Calendar | None) -> st.Dates | None:
        if window is None:
            return None
        if calendar is None:
            self.findings.append(
                spot.finding(
                    "no-calendar", "This story has no calendar to offer a dated scene.", "Add calendar: to story.yaml."
                )
            )
            return None
        first = calendar.first_day if window.first is None else window.first.toordinal()
        last = calendar.last_day if window.last is None else window.last.toordinal()
        if first > calendar.last_day or last < calendar.first_day:
            self.findings.append(
                spot.finding(
                    "outside-calendar",
                    "This date lies outside the days of the story.",
                    f"They are {st.date_of(calendar.first_day)} to {st.date_of(calendar.last_day)}.",
                )
            )
        return st.Dates(max(first, calendar.first_day), min(last, calendar.last_day), window.exact)

    def _goto(self, spot: st.Spot, steps: Any) -> tuple[st.Goto, ...]:
        if steps is None:
            return ()
        if isinstance(steps, str):
            target = self.scene_ref(spot, steps)
            return (st.Goto(None, target),) if target else ()
        read = []
        for index, step in enumerate(steps):
            here = spot.child(index)
            last = index == len(steps) - 1
            if isinstance(step, str):
                if not last:
                    self.findings.append(
                        here.finding("goto-order", "Steps after this one are never reached.", "A bare id comes last.")
                    )
                target, condition = self.scene_ref(here, step), None
            else:
                target = self.scene_ref(here.child("to"), step.to)
                condition = self.condition(here.child("if"), step.if_)
                if last:
                    self.findings.append(
                        here.finding(
                            "goto-order",
                            "This list may lead nowhere.",
                            "End it with a bare id, for when no condition holds.",
                        )
                    )
            if target:
                read.append(st.Goto(condition, target))
        return tuple(read)

    def _history(self, spot: st.Spot, model: Any, choices: Iterable[st.Choice]) -> st.History | None:
        if model is None:
            return None
        by_written = {local(spot.owner, choice.id): choice.id for choice in choices}
        chose = []
        for index, choice_id in enumerate(model.chose):
            if choice_id not in by_written:
                self.findings.append(
                    spot.child("chose").finding(
                        "dead-link",
                        f"There is no choice '{choice_id}' in this scene.",
                        did_you_mean(choice_id, by_written),
                    )
                )
                continue
            chose.append(by_written[model.chose[index]])
        return st.History(
            chose=tuple(chose),
            facts=self.fact_refs(spot.child("facts"), model.facts),
            weight=model.weight,
            standing=model.standing,
            text=self.words(spot.child("text"), model.text),
            followed=self.maybe_words(spot.child("followed"), model.followed),
            dispute=self.maybe_words(spot.child("dispute"), model.dispute),
        )

    def _note(self, spot: st.Spot, model: Any) -> st.Note | None:
        if model is None:
            return None
        facts = self.fact_refs(spot.child("facts"), model.facts)
        return st.Note(model.standing, facts, self.words(spot.child("text"), model.text))

    # The rest of the story

    def _calendar(self) -> st.Calendar | None:
        model = self.main.model.calendar
        if model is None:
            return None
        first, last = model.first_day.toordinal(), model.last_day.toordinal()
        spot = self.main.spot("calendar")
        if last < first:
            self.findings.append(spot.finding("bad-value", "The last day lies before the first.", "Swap the two."))
        if last - first > 36_600:
            self.findings.append(spot.finding("bad-value", "A calendar of more than a hundred years is too long."))
            last = first + 36_600
        return st.Calendar(first, max(first, last), (model.day_one or model.first_day).toordinal())

    def _milestones(self, calendar: st.Calendar | None) -> tuple[st.Milestone, ...]:
        milestones = []
        for index, model in enumerate(self.main.model.milestones):
            spot = self.main.spot("milestones", index)
            compare = []
            for name, expected in model.compare.items():
                derived = name in self.names.derived
                kind = self.names.derived.get(name) or self.names.kinds.get(name)
                if kind is None or not kind.is_number:
                    hint = did_you_mean(name, [*self.names.kinds, *self.names.derived])
                    self.findings.append(
                        spot.child("compare", name).finding(
                            "undeclared", f"There is no number '{name}' to compare.", hint
                        )
                    )
                    continue
                compare.append(st.Comparison(name, derived, expected, model.recorded.get(name)))
            for name in model.recorded:
                if name not in model.compare:
                    message, hint = f"'{name}' is not compared here.", did_you_mean(name, model.compare)
                    self.findings.append(spot.child("recorded", name).finding("undeclared", message, hint))
            date = model.date.toordinal()
            if calendar is None or not calendar.first_day <= date <= calendar.last_day:
                self.findings.append(
                    spot.child("date").finding("outside-calendar", "This date lies outside the days of the story.")
                )
            facts = self.fact_refs(spot.child("facts"), model.facts)
            milestones.append(st.Milestone(date, tuple(compare), model.tolerance, facts, model.note, spot))
        return tuple(milestones)

    def _facts(self) -> dict[str, st.Fact]:
        facts: dict[str, st.Fact] = {}
        known: dict[str, st.Source] = {}
        for file in self._with("facts", "branch"):
            own = {key: st.Source(key, s.title, s.url, s.kind) for key, s in file.model.sources.items()}
            known |= own
            for fact_id, model in file.model.facts.items():
                spot = file.spot("facts", fact_id, "sources")
                for index, key in enumerate(model.sources):
                    if key not in known:
                        self.findings.append(
                            spot.child(index).finding(
                                "unknown-source", f"There is no source '{key}'.", did_you_mean(key, known)
                            )
                        )
                full = full_name(file.owner, fact_id)
                sources = tuple(known[key] for key in model.sources if key in known)
                facts[full] = st.Fact(
                    full, str(model.date), model.kind, model.text, sources, model.confidence, model.note
                )
        return facts

    def _codex(self) -> dict[str, st.CodexEntry]:
        codex: dict[str, st.CodexEntry] = {}
        for file in self._with("codex", "branch"):
            key = "entries" if file.kind == "codex" else "codex"
            for entry_id, model in getattr(file.model, key).items():
                spot = file.spot(key, entry_id)
                full = full_name(file.owner, entry_id)
                facts = self.fact_refs(spot.child("facts"), model.facts)
                text = self.words(spot.child("text"), model.text)
                codex[full] = st.CodexEntry(full, model.name, model.characters, model.kind, text, facts)
        return codex

    def _map(self, calendar: st.Calendar | None) -> Map | None:
        return next((build_map(self, file, calendar) for file in self._with("map")), None)


def _entries(data: object, key: str) -> list[tuple[str, object]]:
    """The entries of a mapping below `key`, if there is one."""
    below = data.get(key) if isinstance(data, dict) else None
    return list(below.items()) if isinstance(below, dict) else []
