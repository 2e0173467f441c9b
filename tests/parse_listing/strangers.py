"""Listings of shapes that the detector once read wrongly, and of others that were first met after it was made."""

# ruff: noqa: E501  # markup reads best as one line

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

from tests.parse_listing.site import SITE, TEASER, TITLES, Item, Sample, articles, english, frame, slug

ROLES = (
    "Supervising Social Worker",
    "Registered Manager",
    "Support Worker (Nights)",
    "Finance Assistant",
    "Team Leader - Assessment",
)


def _vacancies(folder: str = "/jobs/") -> tuple[Item, ...]:
    return tuple(Item(f"{SITE}{folder}{slug(role)}-{100 + n}", role) for n, role in enumerate(ROLES))


def job_table_with_a_closing_column() -> Sample:
    items = tuple(Item(f"{SITE}/vacancy.php?id={800 + n}&ref=list", role) for n, role in enumerate(ROLES))
    rows = "".join(
        f'<tr><td><a href="{i.url}">{i.title}</a></td><td>Louth</td><td>£31,200 - £35,000</td><td>{10 + n}/06/2024</td>'
        f'<td><a href="{i.url}&apply=1" class="btn">Apply</a></td></tr>'
        for n, i in enumerate(items)
    )
    policy = '<p>We are an equal employer. <a href="/safer-recruitment-policy.pdf">Download our safer recruitment policy</a>.</p>'
    head = "<tr><th>Job title</th><th>Location</th><th>Salary</th><th>Closing date</th><th></th></tr>"
    body = f"<h1>Current vacancies</h1><table>{head}{rows}</table>{policy}"
    return Sample(f"{SITE}/vacancies.php", frame(body, title="Vacancies"), items)


def job_cards_with_a_labelled_last_day() -> Sample:
    items = _vacancies()
    cards = "".join(
        f'<li class="job"><h3><a href="{i.url}">{i.title}</a></h3><dl><dt>Salary</dt><dd>Up to £30k</dd>'
        f'<dt>Closes</dt><dd><time datetime="2024-06-{10 + n}">{10 + n} June 2024</time></dd></dl></li>'
        for n, i in enumerate(items)
    )
    return Sample(f"{SITE}/jobs/", frame(f"<h1>Jobs</h1><ul>{cards}</ul>", title="Jobs"), items)


def job_cards_posted_and_closing() -> Sample:
    items = tuple(Item(i.url, i.title, date(2024, 5, 20 - n)) for n, i in enumerate(_vacancies()))
    cards = "".join(
        f'<div class="vacancy"><h3><a href="{i.url}">{i.title}</a></h3><p class="closing-date">{10 + n} June 2024</p>'
        f"<p>Posted: {english(i.day)}</p></div>"
        for n, i in enumerate(items)
    )
    return Sample(f"{SITE}/jobs/", frame(f"<h1>Jobs</h1>{cards}", title="Jobs"), items)


def consultations_that_close() -> Sample:
    items = articles(7, "/consultations/", dated=False)
    rows = "".join(
        f'<li><h2><a href="{i.url}">{i.title}</a></h2><p>{TEASER}</p><div class="status">Closes {n + 3} June 2024</div></li>'
        for n, i in enumerate(items)
    )
    return Sample(
        f"{SITE}/consultations/", frame(f"<h1>Consultations</h1><ol>{rows}</ol>", title="Consultations"), items
    )


def votes_before_titles() -> Sample:
    items = tuple(Item(f"https://site-{n}.example/{slug(t)}", t) for n, t in enumerate(TITLES[:12]))
    rows = "".join(
        f'<tr><td>{n}.</td><td><a href="vote?id={n}"><div class="arrow"></div></a></td><td class="title"><a href="{i.url}">{i.title}</a> '
        f'<span>(<a href="from?site=site-{n}.example">site-{n}.example</a>)</span></td></tr><tr><td colspan=2></td>'
        f'<td class="sub">{40 + n} points by <a href="user?id=u{n}">u{n}</a> <a href="item?id={500 + n}">{n + 1} hours ago</a> | '
        f'<a href="item?id={500 + n}">{n + 2} comments</a></td></tr>'
        for n, i in enumerate(items)
    )
    text = f"<html><head><title>New links</title></head><body><table><tr><td><a href='newest'>new</a></td></tr><tr><td><table>{rows}</table></td></tr></table></body></html>"
    return Sample(f"{SITE}/newest", text, items)


def titles_cut_short_on_the_page() -> Sample:
    whole = (
        "市教育局召开2024年度儿童福利工作总结会议",
        "我校举行第十届校园读书节暨图书捐赠启动仪式",
        "县人民医院开展健康义诊进社区志愿服务活动",
        "省民政厅印发关于困境儿童关爱行动的通知",
        "志愿者协会启动家庭教育指导公益项目培训班",
    )
    items = tuple(
        Item(f"{SITE}/tzgg/2024{5 - n:02d}/t2024{5 - n:02d}11_{600 + n}.html", title, date(2024, 5 - n, 11))
        for n, title in enumerate(whole)
    )
    rows = "".join(
        f'<li><span>[{i.day}]</span>·<a href="{i.url}" title="{i.title}">{i.title[:12]}…</a></li>' for i in items
    )
    pages = '<div class="p"><a href="index_0.html">首页</a><a href="index_2.html">下一页</a><a href="index_9.html">末页</a></div>'
    text = f'<html lang="zh"><head><meta charset="utf-8"><title>通知公告_清河市</title></head><body><ul>{rows}</ul>{pages}</body></html>'
    return Sample(f"{SITE}/tzgg/", text, items)


def arabic_dates() -> Sample:
    titles = (
        "وزارة التعليم تطلق برنامجا جديدا للأطفال",
        "بلدية المدينة تنظم حملة لدعم الأسر",
        "جمعية الأسرة تفتتح معرضا للكتاب في الحديقة",
        "مدرسة النور تعلن عن مشروع الحافلات",
    )
    months = ("أغسطس", "يونيو", "أبريل", "يناير")
    items = tuple(Item(f"{SITE}/local/{9000 - n}", t, date(2024, 8 - 2 * n or 1, 11)) for n, t in enumerate(titles))
    items = (*items[:3], Item(items[3].url, items[3].title, date(2024, 1, 11)))
    rows = "".join(
        f'<div class="item"><h3><a href="{i.url}">{i.title}</a></h3><span>11 {month} 2024</span></div>'
        for i, month in zip(items, months, strict=True)
    )
    return Sample(
        f"{SITE}/local/",
        f'<html dir="rtl" lang="ar"><meta charset="utf-8"><title>محليات</title><body>{rows}</body></html>',
        items,
    )


def menu_in_folders_named_by_the_second() -> Sample:
    items = articles(8, dated=False)
    subjects = ("Commerce", "Economics", "Rural Studies", "Geology", "Physics", "Sea Life", "Statistics")
    menu = "".join(
        f'<li><a href="/index.php/schools/2014-12-25-08-59-12/dept-{slug(s)}">Dept. of {s}</a></li>' for s in subjects
    )
    rows = "".join(f'<tr><td><a href="{i.url}">{i.title}</a></td></tr>' for i in items)
    text = f"<html><title>News</title><body><div><ul>{menu}</ul></div><div><h2>News</h2><table>{rows}</table></div></body></html>"
    return Sample(f"{SITE}/news", text, items)


def pages_behind_a_hash_bang() -> Sample:
    items = tuple(Item(f"{SITE}/news#!/item/{40 + n}", t, date(2024, 5, 20 - n)) for n, t in enumerate(TITLES[:6]))
    rows = "".join(
        f'<li><a href="#!/item/{40 + n}">{i.title}</a><small>{english(i.day)}</small></li>' for n, i in enumerate(items)
    )
    return Sample(f"{SITE}/news", frame(f"<h1>News</h1><ul>{rows}</ul>"), items)


def same_cards_in_several_tabs() -> Sample:
    items = articles(8)
    cards = [
        f'<div class="slide"><div class="card" style="background-image: url(/m.jpg)"><p class="t"><a href="{i.url}">{i.title}</a></p><p>{english(i.day)}</p></div></div>'
        for i in items
    ]
    tabs = f'<div role="tabpanel">{"".join(cards)}</div><div role="tabpanel" hidden>{"".join(cards[::2])}</div><div role="tabpanel" hidden>{"".join(cards[1::2])}</div>'
    return Sample(f"{SITE}/news-hub", frame(f"<h1>News hub</h1>{tabs}", title="News hub"), items)


def lines_parted_by_breaks() -> Sample:
    items = tuple(Item(f"{SITE}/press/{n}.pdf", title, date(2009, 12 - n, 7)) for n, title in enumerate(TITLES[:9]))
    lines = "".join(f'<a href="{i.url}"><strong>{i.title}</strong></a><br>{english(i.day)}<br><br>' for i in items)
    return Sample(
        f"{SITE}/press.html",
        f"<html><title>Press Room</title><body><h2>Press Room</h2><p>{lines}</p></body></html>",
        items,
    )


def tables_in_capitals() -> Sample:
    items = tuple(Item(f"{SITE}/news/{n}.htm", t, date(2003, 9, 20 - n)) for n, t in enumerate(TITLES[:8]))
    rows = "".join(
        f'<TR><TD WIDTH="90"><FONT SIZE="1">{i.day:%d/%m/%y}</FONT></TD><TD><FONT SIZE="2"><B><A HREF="{i.url}">{i.title}</A></B><BR>{TEASER}</FONT></TD></TR><TR><TD COLSPAN=2><IMG SRC="s.gif"></TD></TR>'
        for i in items
        if i.day
    )
    side = "".join(
        f'<TR><TD><A HREF="{w}.htm">{w} and more of the same</A></TD></TR>'
        for w in ("about", "boats", "links", "people")
    )
    text = f"<HTML><TITLE>News</TITLE><BODY><TABLE><TR><TD><TABLE>{side}</TABLE></TD><TD><H2>Latest News</H2><TABLE>{rows}</TABLE></TD></TR></TABLE></BODY></HTML>"
    return Sample(f"{SITE}/news.htm", text, items)


def days_without_a_year() -> Sample:
    items = articles(8, "/culture/", dated=False)
    ages = ("3 days ago", "12 March", "Mar 4", "yesterday", "2 weeks ago", "1 hour ago", "7 May", "June 3")
    cards = "".join(
        f'<div class="story"><h3><a href="{i.url}">{i.title}</a></h3><p class="date">{age}</p></div>'
        for i, age in zip(items, ages, strict=True)
    )
    return Sample(f"{SITE}/culture/", frame(f"<h1>Latest stories</h1>{cards}", title="Latest stories"), items)


STRANGERS: tuple[Callable[[], Sample], ...] = (
    job_table_with_a_closing_column,
    job_cards_with_a_labelled_last_day,
    job_cards_posted_and_closing,
    consultations_that_close,
    votes_before_titles,
    titles_cut_short_on_the_page,
    arabic_dates,
    menu_in_folders_named_by_the_second,
    pages_behind_a_hash_bang,
    same_cards_in_several_tabs,
    lines_parted_by_breaks,
    tables_in_capitals,
    days_without_a_year,
)

_PLACES = ("Harlow", "Stroud", "Penrith", "Kelso", "Ilkeston", "Dunmow", "Ashby", "Tarvin", "Saltburn", "Calne")


def homes_by_their_places() -> Sample:
    cards = "".join(
        f"<li><h3><a href='/find-us/{p.lower()}-house'>{p} House Children's Home</a></h3><p>{p}, ZZ{n} 1AA</p><p>Rated: Good</p></li>"
        for n, p in enumerate(_PLACES)
    )
    return Sample(f"{SITE}/find-us", frame(f"<h1>Our homes and schools</h1><ul>{cards}</ul>", title="Find us"))


def directory_with_telephones() -> Sample:
    names = [f"{one} and {other} Family Support" for one, other in pairwise(_PLACES)]
    cards = "".join(
        f'<div class="ag"><h3><a href="/find/{slug(name)}">{name}</a></h3><p>{TEASER}</p><p>Tel: 01632 9600{n:02d}</p></div>'
        for n, name in enumerate(names)
    )
    return Sample(f"{SITE}/find", frame(f"<h1>Find an agency near you</h1>{cards}", title="Find an agency"))


def ways_to_give() -> Sample:
    ways = (
        "Leave a gift in your will",
        "Give as you earn through payroll",
        "Donate your old phone or laptop",
        "Raise money as you shop online",
    )
    amounts = "".join(
        f'<div><h3>£{n}</h3><a href="/donate/checkout?amount={n}">Give £{n} now by card</a></div>'
        for n in (5, 10, 25, 50)
    )
    rows = "".join(f'<li><a href="/donate/{slug(w)}">{w}</a></li>' for w in ways)
    body = f"<h1>Make a donation</h1>{amounts}<h2>Other ways to give</h2><ul>{rows}</ul>"
    return Sample(f"{SITE}/donate/", frame(body, title="Donate"))


def guide_on_a_host_of_documentation() -> Sample:
    topics = (
        "How to install on Linux and macOS",
        "Writing your first plugin in Python",
        "Deploying behind a reverse proxy",
        "Upgrading from an older version",
        "Configuring users and permissions",
    )
    cards = "".join(
        f'<div class="card"><a href="/guide/{slug(t)}"><h3>{t}</h3><p>{TEASER}</p></a></div>' for t in topics
    )
    return Sample("https://docs.harbour-trust.example/guide/", frame(f"<h1>Guide</h1>{cards}", title="Guide"))


NO_LISTS: tuple[Callable[[], Sample], ...] = (
    homes_by_their_places,
    directory_with_telephones,
    ways_to_give,
    guide_on_a_host_of_documentation,
)
