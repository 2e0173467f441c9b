"""Reading a config file: what it gives, and how it complains."""

from __future__ import annotations

import contextlib
import json
from datetime import timedelta
from pathlib import Path
from textwrap import dedent

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.config.loader import load_settings, read_settings
from aggregator.config.settings import FeedsFile, Settings
from aggregator.config.source_keys import SourceConfig
from aggregator.errors import ConfigError, Problem
from aggregator.models.rules import AgencyRule, CategoryRule, LabelRule, Phrase, Rule
from aggregator.models.source import PageSelectors, Source

SHIPPED = Path(__file__).parents[2] / "config" / "feeds.yaml"


def settings_of(text: str, **environ: str) -> Settings:
    return read_settings(dedent(text).encode(), "feeds.yaml", environ)


def problems_of(text: str | bytes, **environ: str) -> tuple[Problem, ...]:
    content = text if isinstance(text, bytes) else dedent(text).encode()
    with pytest.raises(ConfigError) as caught:
        read_settings(content, "feeds.yaml", environ)
    return caught.value.problems


def faults_of(text: str, **environ: str) -> tuple[Problem, ...]:
    return settings_of(text, **environ).faulty


# What a sound file gives


def test_one_address_is_a_whole_config() -> None:
    settings = settings_of("sources: [https://www.example.org/feed/]")
    assert settings.sources == (Source(name="example.org", url="https://www.example.org/feed/", line=1),)
    assert settings.polling.every == timedelta(minutes=60)
    assert settings.publish.first_import == timedelta(days=30)
    assert settings.faulty == ()


def test_every_key_of_a_source_arrives() -> None:
    settings = settings_of(
        """\
        polling: {allow_private: [127.0.0.0/8]}
        categories: {News: {}, Jobs: {}}
        agencies: {Anchor House: }
        sources:
          - name: Anchor
            url: http://127.0.4.1:8000/news
            kind: page
            agency: Anchor House
            categories: News
            publisher: Anchor Press
            every: 2s
            adaptive: yes
            paused: yes
            was: [http://old.example/]
            labels: {vacancy: Jobs}
            headers: {X-Key: "${KEY}"}
            auth: {user: desk, password: "${KEY}"}
            user_agent: Desk/1
            retry_after: source
            body: full
            public: true
            items: li.post
            link: a
            title: h2
            date: time
            summary: p
            image: img
            date_format: "%d.%m.%Y"
            pages: 3
            include: /news/
            exclude: [/tag/, "*.pdf"]
        """,
        KEY="s3cret",
    )
    assert settings.faulty == ()
    (source,) = settings.sources
    assert source == Source(
        name="Anchor",
        url="http://127.0.4.1:8000/news",
        kind="page",
        agency="Anchor House",
        categories=("News",),
        publisher="Anchor Press",
        scope="member",
        every=timedelta(seconds=2),
        adaptive=True,
        paused=True,
        was=("http://old.example/",),
        label_rules=(LabelRule(label="vacancy", category="Jobs"),),
        headers=(("User-Agent", "Desk/1"), ("X-Key", "s3cret")),
        retry_after="source",
        auth=("desk", "s3cret"),
        body="full",
        public=True,
        selectors=PageSelectors(
            items="li.post",
            link="a",
            title="h2",
            date="time",
            summary="p",
            image="img",
            date_format="%d.%m.%Y",
            pages=3,
            include=("/news/",),
            exclude=("/tag/", "*.pdf"),
        ),
        line=5,
    )


@pytest.mark.parametrize(
    ("keys", "attribute", "expected"),
    [
        ("agency: A", "scope", "member"),
        ("agency: A, scope: sector", "scope", "sector"),
        ("paused: false", "scope", "sector"),
        ("scope: broad", "scope", "broad"),
        ("paused: false", "public", True),
        ("headers: {X-Key: k}", "public", False),
        ("auth: {user: u, password: p}", "public", False),
        ("auth: {user: u, password: p}, public: true", "public", True),
        ("public: false", "public", False),
        ("paused: false", "kind", None),
        ("items: li", "kind", "page"),
        ("include: /news/", "kind", None),
        ("paused: false", "selectors", None),
        ("paused: false", "body", "none"),
        ("body: full", "body", "full"),
        ("paused: false", "every", timedelta(hours=3)),
        ("every: 5m", "every", timedelta(minutes=5)),
        ("paused: off", "paused", False),
        ("publisher: 39", "publisher", "39"),
        ("paused: false", "adaptive", True),
        ("every: 1h", "adaptive", False),
        ("every: 1h, adaptive: true", "adaptive", True),
        ("adaptive: false", "adaptive", False),
        ("user_agent: Desk/1", "headers", (("User-Agent", "Desk/1"),)),
        ("user_agent: Desk/1", "public", True),
        ("paused: false", "queue", None),
        ("paused: false", "retry_after", "host"),
        ("retry_after: source", "retry_after", "source"),
    ],
)
def test_what_a_source_leaves_open_follows_from_the_rest(keys: str, attribute: str, expected: object) -> None:
    settings = settings_of(
        f"""\
        polling: {{every: 3h, adaptive: true}}
        publish: {{body: none}}
        agencies: {{A: }}
        sources: [{{name: S, url: https://s.example/, {keys}}}]
        """
    )
    assert settings.faulty == ()
    assert getattr(settings.sources[0], attribute) == expected


@pytest.mark.parametrize("written", ["example.org", "News.Example.org."])
def test_a_source_may_take_turns_with_its_whole_domain(written: str) -> None:
    (source,) = settings_of(f"sources: [{{url: 'https://www.news.example.org/feed', queue: {written}}}]").sources
    assert source.queue == written.lower().rstrip(".")


def test_sources_without_a_name_are_called_after_their_address_each_differently() -> None:
    settings = settings_of(
        """\
        sources:
          - https://www.example.org/
          - https://example.org/news/
          - https://example.org/news?page=2
          - https://example.org/news?page=3
          - https://taken.example/
          - {name: taken.example, url: https://elsewhere.example/}
        """
    )
    names = [source.name for source in settings.sources]
    assert names == [
        "example.org",
        "example.org/news",
        "example.org/news?page=2",
        "example.org/news?page=3",
        "taken.example 2",
        "taken.example",
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("feed://example.org/f", "http://example.org/f"),
        ("feed:https://example.org/f", "https://example.org/f"),
        ("FEED:http://example.org/f", "http://example.org/f"),
        ('" https://example.org/f "', "https://example.org/f"),
        ("HTTPS://example.org/f", "HTTPS://example.org/f"),
        ("https://example.org/f#part", "https://example.org/f#part"),
        ('"http://[::1]:8080/f"', "http://[::1]:8080/f"),
    ],
)
def test_feed_addresses_are_made_web_addresses(written: str, read: str) -> None:
    assert settings_of(f"sources: [{written}]").sources[0].url == read


def test_rules_become_values_that_know_their_lines() -> None:
    settings = settings_of(
        """\
        relevance:
          - foster care
          - "/foster(ed|ing)/"
        categories:
          Jobs: {vacancy: true, agency: true}
          Campaigns:
            from: member
            threshold: 3
            weights: {title: 3, body: 0.5}
            any:
              - petition*
              - title or summary: [campaign, open letter]
                label: campaigns
              - all:
                  - title: [call, calls]
                  - government
                not: local government
            all: [change]
            not:
              - advertising campaign
          By hand:
        """
    )
    assert settings.relevance == Rule(any=(Phrase("foster care", (), 2), Phrase("/foster(ed|ing)/", (), 3)))
    calls = Rule(any=(Phrase("call", ("title",), 15), Phrase("calls", ("title",), 15)))
    jobs, campaigns, by_hand = settings.categories
    assert jobs == CategoryRule(name="Jobs", vacancy=True, agency=True, rule=Rule(agency=True), line=5)
    assert campaigns == CategoryRule(
        name="Campaigns",
        scopes=("member",),
        rule=Rule(
            scopes=("member",),
            threshold=3,
            weights=(("title", 3), ("body", 0.5)),
            any=(
                Phrase("petition*", (), 11),
                Phrase("campaign", ("title", "summary"), 12),
                Phrase("open letter", ("title", "summary"), 12),
                Phrase("campaigns", ("label",), 13),
                Rule(all=(calls, Phrase("government", (), 16)), none_of=(Phrase("local government", (), 17),)),
            ),
            all=(Phrase("change", (), 18),),
            none_of=(Phrase("advertising campaign", (), 20),),
        ),
        line=6,
    )
    assert by_hand == CategoryRule(name="By hand", line=21)
    assert by_hand.rule.is_empty


def test_long_lists_of_phrases_may_be_written_in_groups() -> None:
    settings = settings_of("relevance: {any: [a, [b, c], title: [d, [e]]]}")
    assert settings.relevance.any == (
        Phrase("a", (), 1),
        Rule(any=(Phrase("b", (), 1), Phrase("c", (), 1))),
        Phrase("d", ("title",), 1),
        Phrase("e", ("title",), 1),
    )


def test_a_rule_may_ask_where_an_entry_comes_from_and_what_it_is_about() -> None:
    settings = settings_of(
        """\
        vacancies: {any: [apply by], from: [member, sector]}
        categories:
          News: {agency: about, unless: Jobs}
          Jobs: {any: [{from: broad, agency: no, any: [job]}]}
        agencies:
          Pact: {short_names: PACT, unless: [prison], other_sites: https://old.example/}
        """
    )
    assert settings.vacancies == Rule(any=(Phrase("apply by", (), 1),), scopes=("member", "sector"))
    news, jobs = settings.categories
    assert (news.agency, news.about_agency, news.unless) == (True, True, ("Jobs",))
    assert jobs.rule.any == (Rule(any=(Phrase("job", (), 4),), scopes=("broad",), agency=False),)
    (pact,) = settings.agencies
    assert (pact.short_names, pact.unless, pact.other_sites) == (("PACT",), ("prison",), ("https://old.example/",))


def test_agencies_keep_their_names_and_false_friends() -> None:
    settings = settings_of(
        """\
        agencies:
          TACT: {site: https://tact.example, aliases: The Adolescent Trust, not: [with tact]}
          Break: {by_name: false, context: [charity, care]}
          No: {}
        """
    )
    assert settings.agencies == (
        AgencyRule(
            name="TACT", site="https://tact.example", aliases=("The Adolescent Trust",), none_of=("with tact",), line=2
        ),
        AgencyRule(name="Break", by_name=False, context=("charity", "care"), line=3),
        AgencyRule(name="No", line=4),
    )


def test_no_public_address_is_visited_every_second_because_the_private_ones_are() -> None:
    settings = settings_of(
        """\
        polling: {every: 1s, allow_private: [127.0.0.0/8, "feeds.local:8080", "[::1]:80"]}
        sources: ["http://127.9.9.9/", "http://feeds.local:8080/", "http://[::1]/", https://example.org/, http://feeds.local/]
        """
    )
    seconds = [source.every.total_seconds() for source in settings.sources]
    assert seconds == [1, 1, 1, 300, 300]


def test_variables_are_filled_in_wherever_a_value_stands() -> None:
    settings = settings_of(
        """\
        site: {title: "News of ${TOWN}"}
        publish: {entries: "${MANY}"}
        polling: {every: "${OFTEN}"}
        sources: ["https://example.org/${TOKEN}/feed"]
        """,
        TOWN="Ely",
        MANY="70",
        OFTEN="2h",
        TOKEN="t0k",
    )
    assert settings.site.title == "News of Ely"
    assert settings.publish.entries == 70
    assert settings.polling.every == timedelta(hours=2)
    assert settings.sources[0].url == "https://example.org/t0k/feed"
    assert not settings.sources[0].public  # its address is a secret


def test_what_a_variable_holds_is_text_whatever_it_looks_like() -> None:
    assert settings_of("site:\n  title: ${TITLE}", TITLE="null").site.title == "null"


def test_secrets_show_in_no_repr() -> None:
    text = 'sources: [{url: https://x.example/, headers: {X-Key: "${K}"}, auth: {user: u, password: "${K}"}}]'
    assert "s3cret" not in repr(settings_of(text, K="s3cret"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("no", "no"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("2026-11-24", "2026-11-24"),
        ("2026", "2026"),
        ("0123", "0123"),
        ('"true"', "true"),
        ("Ünïcode", "Ünïcode"),
    ],
)
def test_words_stay_words(written: str, expected: str) -> None:
    """YAML 1.1 would make some of them booleans, numbers and dates."""
    assert settings_of(f"relevance: [{written}]").relevance.any == (Phrase(expected, (), 1),)


def test_a_few_aliases_may_save_typing() -> None:
    settings = settings_of("relevance: {any: &words [a, b], not: [c]}\ncategories: {X: {all: *words}}")
    assert [phrase.text for phrase in settings.categories[0].rule.all if isinstance(phrase, Phrase)] == ["a", "b"]


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_settings(b"\xef\xbb\xbfsite: {title: X}", "feeds.yaml", {}).site.title == "X"


def test_the_shipped_config_is_sound() -> None:
    settings = load_settings(SHIPPED, {})
    assert settings.faulty == ()
    assert len(settings.sources) == 51
    assert {source.agency for source in settings.sources} - {None} <= {agency.name for agency in settings.agencies}
    assert {source.name for source in settings.sources if source.scope == "broad"} >= {"Ofsted", "BBC News: UK"}
    assert [category.name for category in settings.categories] == [
        "Industry News",
        "Member News",
        "Fostering News",
        "Campaigns",
        "Member Job Opportunity",
    ]
    assert len(settings.agencies) == 20
    assert SHIPPED.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=feeds.schema.json\n")


# How it complains


def test_ten_mistakes_are_ten_lines() -> None:
    problems = problems_of(
        """\
        site:
          titel: News
          timezone: Europe/Londn
        polling:
          every: 60
          max_bytes: 10 megabytes
        publish:
          body: everything
        categories:
          Campaigns: {any: [petition], form: member}
          Campaigns: {vacancy: true}
        agencies:
          TACT: {by_name: perhaps}
        sources:
          - ftp://example.org/feed
          - {name: TACT, url: https://tact.example/feed/, agency: TACKT}
        """
    )
    assert [(problem.line, problem.key, problem.source) for problem in problems] == [
        (2, "site.titel", None),
        (3, "site.timezone", None),
        (5, "polling.every", None),
        (6, "polling.max_bytes", None),
        (8, "publish.body", None),
        (10, "categories.Campaigns.form", None),
        (11, "categories.Campaigns", None),
        (13, "agencies.TACT.by_name", None),
        (15, "sources[0]", "ftp://example.org/feed"),
        (16, "sources[1].agency", "TACT"),
    ]
    assert [problem.message for problem in problems] == [
        "unknown key `titel`; did you mean `title`? allowed here: title, description, url, language, timezone, "
        "contact, icon, logo, rights, colours, dark_colours",
        'must be a time zone such as Europe/London or UTC, not "Europe/Londn"',
        'must be a length of time with its unit, such as 30s, 60m, 2h30m, 1d or 2w, not "60"',
        'must be a size such as 512KiB, 10MiB or a plain number of bytes, not "10 megabytes"',
        'must be full, summary or none, not "everything"',
        "unknown key `form`; did you mean `from`? "
        "allowed here: any, all, not, threshold, weights, from, agency, vacancy, unless",
        "stands here a second time; the first is on line 10",
        'must be true or false, not "perhaps"',
        'must be a web address that begins with https:// or http://, not "ftp://example.org/feed"',
        "no agency is called `TACKT`; did you mean `TACT`? allowed here: TACT",
    ]


def test_one_bad_source_costs_only_itself() -> None:
    settings = settings_of(
        """\
        sources:
          - https://one.example/
          - {name: Two, url: https://two.example/, evry: 2h}
          - https://three.example/
        """
    )
    assert [source.url for source in settings.sources] == ["https://one.example/", "https://three.example/"]
    (problem,) = settings.faulty
    assert (problem.line, problem.key, problem.source) == (3, "sources[1].evry", "Two")
    assert str(problem).startswith("feeds.yaml:3: sources[1].evry: unknown key `evry`; did you mean `every`?")


@pytest.mark.parametrize(
    ("item", "key", "said"),
    [
        ("ftp://x.example/", "", "http://"),
        ("example.org/feed", "", "http://"),
        ("javascript:alert(1)", "", "http://"),
        ("https:///path", "", "http://"),
        ('"https://exa mple.org/"', "", "spaces"),
        ('"https://x.example:99999/"', "", "http://"),
        ('"http://[::1/"', "", "http://"),
        ("https://user:pw@x.example/", "", "`auth:`"),
        ("[]", "", "mapping"),
        ("", "", "mapping"),
        ("3", "", "mapping"),
        ("{name: X}", ".url", "missing"),
        ("{url: https://x.example/, kind: rss}", ".kind", "feed, page or sitemap"),
        ("{url: https://x.example/, every: 30s}", ".every", "5m or more"),
        ("{url: https://x.example/, every: 2d}", ".every", "between 1s and 1d"),
        ("{url: https://x.example/, scope: wide}", ".scope", "member, sector or broad"),
        ("{url: https://x.example/, items: 'li['}", ".items", "CSS selector"),
        ("{url: https://x.example/, kind: feed, items: li}", ".items", "kind: feed"),
        ("{url: https://x.example/, kind: sitemap, title: h2}", ".title", "kind: sitemap"),
        ("{url: https://x.example/, pages: 0}", ".pages", "1 or more"),
        ("{url: https://x.example/, name: '!!'}", ".name", "letters or digits"),
        ("{url: https://x.example/, categories: [Nws]}", ".categories[0]", "did you mean `News`?"),
        ("{url: https://x.example/, categories: Nws}", ".categories", "did you mean `News`?"),
        ("{url: https://x.example/, labels: {blog: Nws}}", ".labels.blog", "did you mean `News`?"),
        ("{url: https://x.example/, agency: Nobody}", ".agency", "none are defined"),
        ("{url: https://x.example/, headers: {Host: x}}", ".headers", "leave Host alone"),
        ('{url: https://x.example/, headers: {X: "a\\r\\nb"}}', ".headers", "one line"),
        ("{url: https://x.example/, headers: {'a b': c}}", ".headers", "no spaces"),
        ("{url: https://x.example/, auth: desk}", ".auth", "mapping"),
        ("{url: https://x.example/, auth: {user: desk}}", ".auth.password", "missing"),
        ("{url: '${FEED}'}", ".url", "FEED is not set"),
        ("'${FEED}'", "", "FEED is not set"),
        ("{url: https://x.example/, url: https://y.example/}", ".url", "second time; the first is on line 4"),
        ("{url: !!python/name:os.system x}", ".url", "tags"),
        ("https://TAKEN.example:443/feed#top", "", "same address stands on line 3"),
        ("{name: taken, url: https://x.example/}", ".name", "stands on line 3"),
        ("{url: https://x.example/, queue: example}", ".queue", "a domain such as example.org"),
        ("{url: https://x.example/, queue: y.example}", ".queue", "the domain of its host, x.example"),
        ('{url: https://x.example/, user_agent: "Désk"}', ".user_agent", "plain ASCII"),
        ("{url: https://x.example/, retry_after: nobody}", ".retry_after", "host or source"),
    ],
)
def test_each_fault_of_a_source_says_where_it_lies_and_what_is_allowed(item: str, key: str, said: str) -> None:
    first = "  - {name: Taken!, url: https://taken.example/feed}"
    text = f"categories: {{News: }}\nsources:\n{first}\n  - {item}\n"
    settings = read_settings(text.encode(), "feeds.yaml", {})
    assert [source.name for source in settings.sources] == ["Taken!"]
    (problem,) = settings.faulty
    assert (problem.key, problem.line) == (f"sources[1]{key}", 4)
    assert said in problem.message
    assert problem.source is not None


def test_a_fault_under_polling_makes_no_further_ones_up() -> None:
    (problem,) = problems_of(
        """\
        polling: {per_host: 99, allow_private: [127.0.0.0/8]}
        sources: [{url: "http://127.0.0.1/", every: 2s}]
        """
    )
    assert problem.key == "polling.per_host"


def test_all_faults_of_one_source_are_told_together() -> None:
    faults = faults_of("sources: [{url: nowhere, kind: rss, agency: X, every: soon, colour: red}]")
    assert {problem.key.removeprefix("sources[0].") for problem in faults} == {
        "url",
        "kind",
        "agency",
        "every",
        "colour",
    }


def test_a_thousand_slips_are_a_thousand_complaints() -> None:
    lines = "".join(f"  - {{url: https://{number}.example/, evry: 1h}}\n" for number in range(1000))
    faults = faults_of(f"sources:\n{lines}")
    assert [problem.line for problem in faults] == list(range(2, 1002))
    assert all("allowed here: url, name, kind" in problem.message for problem in faults)


def test_secrets_show_in_no_complaint() -> None:
    faults = faults_of(
        """\
        sources:
          - {name: A, url: https://a.example/, headers: {X: "s3cret\\n"}, auth: [s3cret]}
          - {name: C, url: https://c2.example/, headers: s3cret, auth: s3cret}
          - {name: B, url: https://b.example/, auth: {user: s3cret, pass: "${KEY}"}}
          - https://desk:s3cret@c.example/
          - https://desk:s3cret/@d.example/
          - {url: "ftp://${KEY}/"}
        """,
        KEY="s3cret",
    )
    names = {problem.source for problem in faults}
    assert names == {"A", "B", "C", "https://***@c.example/", "https://***@d.example/", "ftp://${KEY}/"}
    assert "s3cret" not in "".join(map(repr, faults))


@pytest.mark.parametrize(
    ("text", "line", "key", "said"),
    [
        ("site: {url: example.org}", 1, "site.url", "http://"),
        ("site: {url: 'https://x.example/?a'}", 1, "site.url", "without ? or #"),
        ("site: {language: English}", 1, "site.language", "en-GB"),
        ("site: {timezone: ../../etc/passwd}", 1, "site.timezone", "Europe/London"),
        ("site: {timezone: Europe}", 1, "site.timezone", "Europe/London"),
        ("site: {colours: {accent: teal}}", 1, "site.colours.accent", "such as #17505c"),
        ("site: {colours: {accent: '#12345'}}", 1, "site.colours.accent", "such as #17505c"),
        ("site: {colours: {accent: '#17505c;}'}}", 1, "site.colours.accent", "such as #17505c"),
        (
            "site: {colours: {accent: '#aaaaaa'}}",
            1,
            "site.colours",
            "accent #aaaaaa on paper #fdfcf8 has a contrast of 2.3",
        ),
        ("site: {dark_colours: {ink: '#222'}}", 1, "site.dark_colours", "ink #222222 on paper #14181b"),
        ("site: {contact: nobody}", 1, "site.contact", "mail address"),
        ('site: {contact: "a@b\\r\\nX: y"}', 1, "site.contact", "mail address"),
        ("site: {title: ''}", 1, "site.title", "must not be empty"),
        ("site: {title: [a]}", 1, "site.title", "must be text"),
        ("site: {title: '${NOWHERE}'}", 1, "site.title", "NOWHERE is not set"),
        ("site: News", 1, "site", "must be a mapping"),
        ("polling: {every: 1m}", 1, "polling.every", "5m or more"),
        ("polling: {every: 25h}", 1, "polling.every", "between 1s and 1d"),
        ("polling: {adaptive_longest: 1m}", 1, "polling.adaptive_longest", "between 5m and 1d"),
        ("polling: {adaptive_longest: 6m}", 1, "polling", "`adaptive_shortest` must not be longer"),
        ("polling: {timeout: 0s}", 1, "polling.timeout", "between 1s and 10m"),
        ("polling: {max_bytes: 1}", 1, "polling.max_bytes", "1024 or more"),
        ("polling: {concurrency: 1.5}", 1, "polling.concurrency", "whole number"),
        ("polling: {per_host: many}", 1, "polling.per_host", "whole number"),
        ("polling: {robots: sometimes}", 1, "polling.robots", "pages, always or never"),
        ("polling: {allow_private: [10.0.0.0/40]}", 1, "polling.allow_private[0]", "host:port"),
        ("polling: {allow_private: ['x:70000']}", 1, "polling.allow_private[0]", "host:port"),
        ("publish: {first_import: some}", 1, "publish.first_import", "30d, or all"),
        ("publish: {title: '{headline}'}", 1, "publish.title", "{category}, {publisher}, {title}, {source}"),
        ("publish: {title: '{category}'}", 1, "publish.title", "must contain {title}"),
        ("publish: {title: '{title'}", 1, "publish.title", "must contain {title}"),
        ("publish: {title: '{title.__class__}'}", 1, "publish.title", "must contain {title}"),
        ("publish: {title: '{title!r}'}", 1, "publish.title", "must contain {title}"),
        ("retention: {days: -1}", 1, "retention.days", "0 or more"),
        ("relevance: {any: [{titel: [x]}]}", 1, "relevance.any[0].titel", "did you mean `title`?"),
        ("relevance: {any: [a, '/(/']}", 1, "relevance.any[1]", "RE2"),
        ("relevance: [a, '/(?=b)/']", 1, "relevance[1]", "RE2"),
        ("relevance: {any: ['*']}", 1, "relevance.any[0]", "letter or digit"),
        ("relevance: {any: [true]}", 1, "relevance.any[0]", "must be a phrase"),
        ("relevance: {any: [[true]]}", 1, "relevance.any[0][0]", "must be a phrase"),
        ("relevance: {agency: aboot}", 1, "relevance.agency", "true, false or about"),
        ("relevance: {agency: []}", 1, "relevance.agency", "true, false or about"),
        ("vacancies: {titel: a}", 1, "vacancies.titel", "unknown key"),
        ("categories: {Jobs: {}, News: {unless: Jbos}}", 1, "categories.News.unless", "did you mean `Jobs`?"),
        ("relevance: {not: {title: x}}", 1, "relevance.not", "must be a list"),
        ("relevance: {any: [{all: [a], nto: [b]}]}", 1, "relevance.any[0].nto", "did you mean `not`?"),
        ("relevance: {weights: {titel: 1}}", 1, "relevance.weights.titel", "title, summary"),
        ("relevance: {threshold: nan}", 1, "relevance.threshold", "must be a number"),
        ('site: {title: "a\\0b"}', 1, "site.title", "control character"),
        ("relevance: {threshold: 0}", 1, "relevance.threshold", "more than 0"),
        ("relevance: {anny: [a], any:\n [{titel: x}, '/(/']}", 2, "relevance.any[0].titel", "did you mean `title`?"),
        ("categories: {X: {from: memer}}", 1, "categories.X.from", "member, sector or broad"),
        ("categories: {'?!': {}}", 1, "categories.?!", "letters or digits"),
        ("categories:\n  Member News:\n  member-news:", 3, "categories.member-news", "line 2"),
        ("agencies: {X: {site: x.example}}", 1, "agencies.X.site", "http://"),
        ("agencies: [X]", 1, "agencies", "must be a mapping"),
        ("sources: {url: https://x.example/}", 1, "sources", "must be a list"),
        ("sorces: []", 1, "sorces", "did you mean `sources`?"),
        ("site: {title: a}\nsite: {title: b}", 2, "site", "first is on line 1"),
        ("? [a]\n: b", 1, "", "plain word"),
        ("[https://x.example/]", 1, "", "must be a mapping"),
    ],
)
def test_each_other_fault_refuses_the_file(text: str, line: int, key: str, said: str) -> None:
    problem = next(problem for problem in problems_of(text) if problem.key == key)
    assert problem.line == line
    assert said in problem.message


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", None, "the file is empty"),
        (b"# only a comment\n", None, "aggregator init"),
        (b"---\n...\n", None, "the file is empty"),
        (b"site:\n\ttitle: X\n", 2, "a tab"),
        (b"site:\n  title: caf\xe9\n", 2, "not UTF-8 (byte 0xE9)"),
        ("site: {title: X}".encode("utf-16"), 1, "UTF-16"),
        ("site:\n  title: é\n  x: \x07".encode(), 3, "U+0007"),
        (b"site:\n  title: BBC: News\n", 2, "in quotes"),
        (b"sources: [a, b\nsite: {}\n", 2, "not closed"),
        (b"site: {title: 'X}\n", 1, "quotation mark is not closed"),
        (b"site: {title: *x}\n", 1, "in quotes"),
        (b"site: {title: @x}\n", 1, "in quotes"),
        (b"site: {}\n---\nsite: {}\n", 2, "only one"),
        (b"a: " + b"[" * 100_000, 1, "nesting"),
        (b"a: " + b"[" * 100 + b"]" * 100, 1, "deep"),
        (b"#" * (8 * 1024 * 1024 + 1), None, "8 MiB"),
    ],
)
def test_what_is_no_yaml_is_one_fault_with_its_line(content: bytes, line: int | None, said: str) -> None:
    (problem,) = problems_of(content)
    assert problem.line == line
    assert said in problem.message


@pytest.mark.parametrize(
    ("bomb", "said"),
    [
        (
            "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)),
            "more than 100 aliases",
        ),
        ("a: &a x\nb: [" + "*a, " * 101 + "]\n", "more than 100 aliases"),
        ("a: &a [*a]\n", "more than 40 deep"),
    ],
    ids=["doubling", "one too many", "in itself"],
)
def test_aliases_do_not_explode(bomb: str, said: str) -> None:
    (problem,) = problems_of(bomb)
    assert said in problem.message


_ALWAYS_THE_SAME = hypothesis.settings(derandomize=True, deadline=None, max_examples=150)


@_ALWAYS_THE_SAME
@given(st.text(alphabet="a:-[]{}*&!'\"#\n ,?|>0$"))
def test_any_text_is_settings_or_a_complaint(text: str) -> None:
    with contextlib.suppress(ConfigError):
        read_settings(text.encode(), "feeds.yaml", {})


_KEYS = st.sampled_from([*FeedsFile.model_fields, *SourceConfig.model_fields, "any", "not", "from", "weights", "é"])
_TEXTS = st.text(alphabet="ab/*é$ {}", max_size=5) | st.just("https://x.example/")
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([0.5, -1.0]) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)


@_ALWAYS_THE_SAME
@given(st.dictionaries(st.sampled_from(list(FeedsFile.model_fields)), _VALUES))
def test_any_values_are_settings_or_a_complaint_with_lines(values: dict[str, object]) -> None:
    try:
        settings = read_settings(json.dumps(values).encode(), "feeds.yaml", {})
    except ConfigError as error:
        assert all(problem.line == 1 for problem in error.problems)
    else:
        assert all(isinstance(source, Source) for source in settings.sources)


def test_a_missing_file_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path / "feeds.yaml")
    assert "there is no such file; `aggregator init DIR` writes one" in str(caught.value)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read"):
        load_settings(tmp_path)


# A source beside a config
