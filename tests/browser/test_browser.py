"""The pages in a real browser: typed in, clicked, looked at; with and without JavaScript.

Headless Chromium over the sample articles. Screenshots go to `screenshots/` in the build folder;
`search.png` is the one of README.md.
"""

import os
import pathlib
import re
import shutil

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from conftest import SAMPLES, Programs, Server, bin_folder

PROMISE = "A bridge is a promise, and this city keeps its promises"
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--hide-scrollbars", "--window-size=1280,1000"]
PATIENCE = 30  # seconds; sanitized programs and a browser share a busy machine


def start_browser(folder, scripts=True):
    options = Options()
    options.binary_location = shutil.which("chromium") or "/usr/bin/chromium"
    for flag in FLAGS + [f"--user-data-dir={folder}"]:
        options.add_argument(flag)
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver") or "/usr/bin/chromedriver"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    vb = Programs(folder)
    vb.program("verbatim-index", "--store", folder / "store", "articles", cwd=SAMPLES, code=0)
    server = Server(vb, folder / "store", [], None)
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    driver = start_browser(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


@pytest.fixture
def browser(chromium, site):
    """A desktop window in light colours; afterwards nothing may be left in the console."""
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "light"}]})
    chromium.get_log("browser")
    yield chromium
    assert chromium.get_log("browser") == []


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A browser that runs no scripts."""
    driver = start_browser(tmp_path_factory.mktemp("plain"), scripts=False)
    yield driver
    driver.quit()


def keep(browser, name):
    folder = bin_folder().parent / "screenshots"
    folder.mkdir(exist_ok=True)
    assert browser.save_screenshot(str(folder / f"{name}.png"))


def find(browser, selector):
    return WebDriverWait(browser, PATIENCE).until(lambda b: b.find_element(By.CSS_SELECTOR, selector))


def all_of(browser, selector):
    return browser.find_elements(By.CSS_SELECTOR, selector)


def search_for(browser, site, query):
    browser.get(site.url + "/")
    box = find(browser, "input[name=q]")
    box.send_keys(query, Keys.ENTER)
    find(browser, ".summary")


def follow(browser, link):
    """Clicks, and waits for the page that comes."""
    before = browser.find_element(By.TAG_NAME, "html")
    link.click()
    WebDriverWait(browser, PATIENCE).until(lambda b: b.find_element(By.TAG_NAME, "html") != before)
    find(browser, "footer")


def visible(browser, selector):
    """Whether the element lies wholly inside the window."""
    return browser.execute_script(
        "const r = document.querySelector(arguments[0]).getBoundingClientRect();"
        "return r.top >= 0 && r.left >= 0 && r.bottom <= innerHeight && r.right <= innerWidth", selector)


def total(browser):
    return int(find(browser, ".summary strong").text.replace(",", ""))


def test_the_first_page_teaches_and_its_examples_find_something(browser, site):
    browser.get(site.url + "/")
    assert browser.switch_to.active_element.get_attribute("name") == "q"
    keep(browser, "start")
    examples = [a.get_attribute("href") for a in all_of(browser, ".teach dt a")]
    assert len(examples) >= 5
    for address in examples:
        browser.get(address)
        assert total(browser) >= 1, address


def test_a_typed_phrase_is_found_and_marked_as_a_phrase(browser, site):
    search_for(browser, site, "“a bridge is a promise”")
    assert total(browser) >= 8
    marks = {m.get_attribute("textContent").lower() for m in all_of(browser, ".snippet mark")}
    assert marks == {"a bridge is a promise"}
    assert all_of(browser, ".bars .bar") and all_of(browser, ".values a")
    keep(browser, "search")


def test_an_article_opens_at_its_match(browser, site):
    search_for(browser, site, '"the tide will not wait"')
    follow(browser, find(browser, ".hits h2 a"))
    WebDriverWait(browser, PATIENCE).until(lambda b: visible(b, "#match"))
    assert find(browser, "#match").text == "the tide will not wait"
    browser.set_window_size(1280, 500)
    try:
        search_for(browser, site, '"third clause" OR breakfasts OR ferryman OR promises')
        follow(browser, find(browser, ".hits h2 a"))
        WebDriverWait(browser, PATIENCE).until(lambda b: visible(b, "#match"))
        count = len(all_of(browser, "mark[id]"))
        label = find(browser, ".jump-label")
        assert label.text == f"Match 1 of {count}"
        for n in range(2, count + 1):
            find(browser, "body").send_keys("n")
            assert label.text == f"Match {n} of {count}"
            WebDriverWait(browser, PATIENCE).until(lambda b: visible(b, "mark.current"))
        find(browser, "body").send_keys("n")
        assert label.text == f"Match 1 of {count}"
    finally:
        browser.set_window_size(1280, 1000)


def test_the_article_page_shows_where_it_comes_from(browser, site):
    search_for(browser, site, "title:goat opens")
    follow(browser, find(browser, ".hits h2 a"))
    assert "2021" in find(browser, "article time").text
    assert "metadata" in find(browser, ".provenance").text
    original = find(browser, "article a[rel]")
    assert original.get_attribute("rel") == "noopener noreferrer"
    keep(browser, "article")


def test_a_pasted_quote_is_judged_and_shown_in_its_article(browser, site):
    browser.get(site.url + "/quote")
    keep(browser, "quote-empty")
    box = find(browser, "textarea")
    box.send_keys(PROMISE.upper())
    box.send_keys(Keys.CONTROL, Keys.ENTER)
    assert find(browser, ".verdict .badge").text == "Same words"
    box = find(browser, "textarea")
    box.clear()
    box.send_keys(PROMISE)
    follow(browser, find(browser, "button[type=submit]"))
    assert find(browser, ".verdict .badge").text == "Verbatim"
    assert "q=A%20bridge" in browser.current_url
    keep(browser, "quote")
    follow(browser, find(browser, ".hits h2 a"))
    WebDriverWait(browser, PATIENCE).until(lambda b: visible(b, "#match"))
    assert find(browser, "#match").text.lower().startswith("a bridge is a promise")


def test_a_quote_that_nobody_printed_is_not_found(browser, site):
    browser.get(site.url + "/quote?q=a+tunnel+is+a+promise+to+nobody")
    assert find(browser, ".verdict .badge").text == "Not found"
    follow(browser, find(browser, ".verdict a"))
    assert find(browser, "input[name=q]").get_attribute("value") == "a tunnel is a promise to nobody"


def count_in(element):
    return int(re.search(r"([\d,]+) articles?$", element.get_attribute("textContent").strip()).group(1).replace(",", ""))


def test_sources_and_years_narrow_the_search_and_stay(browser, site):
    search_for(browser, site, "bridge")
    everything = total(browser)
    source = find(browser, "#source-title ~ .values .value")
    name, count = source.find_element(By.CSS_SELECTOR, "span").text, int(source.find_element(By.CSS_SELECTOR, ".count").text)
    others = len(all_of(browser, "#source-title ~ .values .value"))
    follow(browser, source)
    assert total(browser) == count < everything
    assert {s.text for s in all_of(browser, ".hits .source")} == {name}
    assert len(all_of(browser, "#source-title ~ .values .value")) == others
    more = all_of(browser, "#source-title ~ .values .value")[1]
    count += int(more.find_element(By.CSS_SELECTOR, ".count").text)
    follow(browser, more)
    assert total(browser) == count  # both sources
    follow(browser, find(browser, "#source-title ~ .values .not"))
    assert name not in {s.text for s in all_of(browser, ".hits .source")}
    while all_of(browser, ".filter a"):
        follow(browser, find(browser, ".filter a"))
    assert total(browser) == everything
    find(browser, ".dates summary").click()
    after = find(browser, "#after")
    after.send_keys("not a date", Keys.ENTER)
    assert "date" in find(browser, ".problem").text and "after" not in find(browser, ".problem").text
    [entry] = browser.get_log("browser")
    assert "400" in entry["message"]


def test_the_timeline_leads_from_years_to_months_to_days_without_a_script(plain, site):
    search_for(plain, site, "bridge")
    years = len(all_of(plain, ".bars li"))
    year = all_of(plain, ".bars a")[-1]
    name, count = year.get_attribute("textContent"), count_in(year)
    follow(plain, year)
    assert total(plain) == count
    rows = all_of(plain, ".bars")
    assert [len(row.find_elements(By.CSS_SELECTOR, "li")) for row in rows] == [years, 12]
    month = rows[1].find_element(By.CSS_SELECTOR, "a")
    count = count_in(month)
    follow(plain, month)
    assert total(plain) == count and len(all_of(plain, ".bars.by-day li")) >= 28
    assert [c.text for c in all_of(plain, ".crumbs > *")][0] == "All years"
    follow(plain, find(plain, ".crumbs a"))
    everything = total(plain)
    follow(plain, find(plain, ".apart a"))  # a range by the next two bars
    bars = all_of(plain, ".bars a")
    counts = [count_in(bar) for bar in bars]
    follow(plain, bars[1])
    follow(plain, all_of(plain, ".bars a")[-2])
    assert total(plain) == sum(counts[1:-1]) < everything
    keep(plain, "range")


def test_trends_are_drawn_with_a_table_of_the_same_numbers(browser, site):
    browser.get(site.url + "/trends")
    for field, text in zip(all_of(browser, "input[name=q]"), ["bridge", '"a promise"']):
        field.send_keys(text)
    follow(browser, find(browser, ".trend-form button"))
    assert len(all_of(browser, ".trend-chart path.line")) == len(all_of(browser, ".legend li")) == 2
    find(browser, ".counts summary").click()
    rows = all_of(browser, ".counts tbody tr")
    cells = [int(row.find_elements(By.CSS_SELECTOR, "td")[1].text.split()[0].replace(",", "")) for row in rows]
    counted = re.search(r"([\d,]+) articles(?:, ([\d,]+) without a date)?", find(browser, ".legend li").text)
    assert sum(cells) == int(counted.group(1)) - int(counted.group(2) or 0)
    keep(browser, "trends")
    follow(browser, next(row for row in rows if row.find_elements(By.CSS_SELECTOR, "td a")).find_element(By.CSS_SELECTOR, "td a"))
    assert total(browser) >= 1


def test_filters_open_above_the_results_of_a_phone(browser, site):
    browser.set_window_size(375, 800)
    try:
        search_for(browser, site, "bridge")
        assert not find(browser, "#filters").is_displayed()
        find(browser, ".show-filters-label").click()
        assert find(browser, "#filters").is_displayed()
        assert find(browser, "#filters").location["y"] < find(browser, ".hits").location["y"] < 4000
    finally:
        browser.set_window_size(1280, 900)


def test_results_are_paged_and_ordered(browser, site):
    search_for(browser, site, "bridge")
    assert total(browser) > 10
    first = [h.text for h in all_of(browser, ".hits h2")]
    follow(browser, find(browser, ".pages a[rel=next]"))
    assert not set(first) & {h.text for h in all_of(browser, ".hits h2")}
    follow(browser, find(browser, ".pages a[rel=prev]"))
    assert [h.text for h in all_of(browser, ".hits h2")] == first
    follow(browser, all_of(browser, ".sorts a")[2])
    dates = [t.get_attribute("datetime") for t in all_of(browser, ".hits time")]
    assert dates == sorted(dates) and len(dates) > 5


def test_a_misspelt_word_is_asked_about(browser, site):
    search_for(browser, site, "brigde")
    keep(browser, "did-you-mean")
    follow(browser, find(browser, ".mean a"))
    assert total(browser) > 10


def test_markup_in_an_article_is_shown_and_not_obeyed(browser, site):
    search_for(browser, site, "contractor settle")
    assert "<script>alert(\"title\")</script>" in find(browser, ".hits h2").text
    follow(browser, find(browser, ".hits h2 a"))
    assert "<script>alert('text')</script>" in find(browser, ".text").text
    assert browser.execute_script("return document.querySelectorAll('.text script, .text b, article img').length") == 0
    keep(browser, "markup")


def test_text_runs_from_right_to_left_where_it_does(browser, site):
    search_for(browser, site, '"الجسر وعد"')
    assert total(browser) == 1
    direction = "return getComputedStyle(document.querySelector(arguments[0])).direction"
    assert browser.execute_script(direction, ".hits h2") == "rtl"
    follow(browser, find(browser, ".hits h2 a"))
    assert browser.execute_script(direction, ".text p") == "rtl"
    assert find(browser, "#match").text == "الجسر وعد"
    keep(browser, "right-to-left")


def test_it_can_be_used_with_the_keyboard_alone(browser, site):
    search_for(browser, site, "ferry")
    browser.execute_script("document.activeElement.blur()")
    find(browser, "body").send_keys("/")
    assert browser.switch_to.active_element.get_attribute("name") == "q"
    browser.get(site.url + "/?q=ferry")
    find(browser, "body").send_keys(Keys.TAB)
    focused = browser.switch_to.active_element
    assert focused.get_attribute("class") == "skip" and visible(browser, ".skip")
    outline = "return getComputedStyle(document.activeElement).outlineStyle"
    seen = set()
    for _ in range(60):
        focused.send_keys(Keys.TAB)
        focused = browser.switch_to.active_element
        if focused.tag_name == "body":
            break
        assert browser.execute_script(outline) != "none", focused.get_attribute("outerHTML")
        seen.add(focused.get_attribute("href"))
    assert any(link and "/article?" in link for link in seen)
    assert any(link and "source=" in link for link in seen)


PAGES = ["/", "/?q=bridge", "/?q=nothinglikeit", "/quote", "/quote?q=a+bridge+is+a+promise", "/help", "/nowhere",
         "/?q=bridge&source=Calverhaven+Courier&after=2015&before=2020&sort=newest&from=10"]


@pytest.mark.parametrize("width", [320, 390, 768])
def test_a_phone_shows_every_page_without_sideways_scrolling(browser, site, width):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            {"width": width, "height": 780, "deviceScaleFactor": 2, "mobile": True})
    for path in PAGES[:6] + PAGES[7:]:
        browser.get(site.url + path)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, path
    browser.get(site.url + "/?q=%22a+bridge+is+a+promise%22")
    if width == 390:
        keep(browser, "phone-search")
    follow(browser, find(browser, ".hits h2 a"))
    WebDriverWait(browser, PATIENCE).until(lambda b: visible(b, "#match"))
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    if width == 390:
        keep(browser, "phone-article")


CONTRAST = """
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const rgb = (css) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1);
                       return Array.from(canvas.getImageData(0, 0, 1, 1).data); };
const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
                       return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 250) return c; } return [255, 255, 255, 255]; };
const poor = [];
for (const e of document.querySelectorAll('body *')) {
  if (!Array.from(e.childNodes).some((n) => n.nodeType === 3 && n.data.trim()) || e.closest('svg') || !e.getClientRects().length) continue;
  const a = light(rgb(getComputedStyle(e).color).slice(0, 3)), b = light(behind(e).slice(0, 3));
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) poor.push(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
}
return poor;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast_in_light_and_in_dark(browser, site, scheme):
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    backgrounds = set()
    for path in PAGES[:6] + PAGES[7:]:
        browser.get(site.url + path)
        assert browser.execute_script(CONTRAST) == [], path
        backgrounds.add(browser.execute_script("return getComputedStyle(document.body).backgroundColor"))
    [background] = backgrounds
    assert (int(background[4:].split(",")[0]) < 60) == (scheme == "dark")
    if scheme == "dark":
        browser.get(site.url + "/?q=%22a+bridge+is+a+promise%22")
        keep(browser, "dark-search")
        follow(browser, find(browser, ".hits h2 a"))
        keep(browser, "dark-article")


def test_pages_have_landmarks_names_and_one_heading(browser, site):
    for path in PAGES[:6]:
        browser.get(site.url + path)
        assert len(all_of(browser, "main")) == len(all_of(browser, "header.top")) == 1
        assert find(browser, "html").get_attribute("lang") == "en"
        assert browser.title
        assert browser.execute_script("return [...document.querySelectorAll('input:not([type=hidden]), textarea')].every((e) => e.labels.length)")
        assert browser.execute_script("return [...document.querySelectorAll('a, button')].every((e) => e.ariaLabel || e.textContent.trim())")
        ids = browser.execute_script("return [...document.querySelectorAll('[id]')].map((e) => e.id)")
        assert len(ids) == len(set(ids))


AXE = os.environ.get("VB_AXE")  # the path of axe.min.js, from npm's axe-core, which is no part of this project
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.skipif(not AXE, reason="VB_AXE does not name axe.min.js")
@pytest.mark.parametrize("mode", ["light", "dark", "phone"])
def test_axe_finds_nothing(browser, site, mode):
    script = pathlib.Path(AXE).read_text(encoding="utf-8")
    scheme = "dark" if mode == "dark" else "light"
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    browser.set_window_size(*((375, 800) if mode == "phone" else (1280, 900)))
    found = []
    try:
        for path in PAGES + ["/?q=bridge&date=2018&view=comfortable", "/trends?q=bridge&q=ferry", "/said?speaker=marsh",
                             "/speaker?name=marsh", "/saved", "/batch", "/history?q=a+bridge+is+a+promise"]:
            browser.get(site.url + path)
            browser.execute_script("document.querySelectorAll('details').forEach((e) => { e.open = true; });" + script)
            found += [(path, *violation) for violation in browser.execute_async_script(
                "const [tags, done] = arguments; axe.run(document, { runOnly: { type: 'tag', values: tags } })"
                ".then((r) => done(r.violations.map((v) => [v.id, v.nodes.length, v.nodes[0].html])))", AXE_RULES)]
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
        browser.set_window_size(1280, 900)
        browser.get_log("browser")  # the page that is missing
    assert not found


def test_nothing_is_loaded_from_elsewhere(browser, site):
    for path in PAGES[:6]:
        browser.get(site.url + path)
        loaded = browser.execute_script("return performance.getEntriesByType('resource').map((e) => e.name)")
        assert loaded and all(name.startswith(site.url + "/static/") for name in loaded), loaded


def test_everything_works_without_javascript(plain, site):
    search_for(plain, site, '"a bridge is a promise"')
    assert total(plain) >= 8 and all_of(plain, ".bars .bar")
    assert "scripted" not in (find(plain, "html").get_attribute("class") or "")
    follow(plain, find(plain, ".hits h2 a"))
    assert plain.current_url.endswith("#match")
    WebDriverWait(plain, PATIENCE).until(lambda b: b.find_element(By.ID, "match").location["y"] > 0)
    assert all_of(plain, ".jumps ol a")[0].is_displayed()
    plain.get(site.url + "/quote")
    find(plain, "textarea").send_keys(PROMISE)
    follow(plain, find(plain, "button[type=submit]"))
    assert find(plain, ".verdict .badge").text == "Verbatim"
    follow(plain, find(plain, ".hits h2 a"))
    assert find(plain, "#match").text.lower().startswith("a bridge is a promise")
    plain.get(site.url + "/?q=bridge")
    everything = total(plain)
    follow(plain, find(plain, ".values a"))
    assert total(plain) < everything
    keep(plain, "no-javascript")


DESK = ["/article?id=tps-2015-0313-004&quotation=1", "/history?q=a+bridge+is+a+promise", "/speaker?name=Ottoline+Marsh",
        "/quote?q=a+bridge+is+no+promise+and+this+city+keeps+its+promises", "/batch", "/saved?s=.%2F%3Fq%3Dbridge%26after%3D2015"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_to_take_away_from_are_sound_on_a_phone(browser, site, scheme):
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            {"width": 375, "height": 780, "deviceScaleFactor": 2, "mobile": True})
    for path in DESK:
        browser.get(site.url + path)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 375, path
        assert browser.execute_script(CONTRAST) == [], path
        assert len(all_of(browser, "h1")) == 1, path
        assert browser.execute_script("return [...document.querySelectorAll('input:not([type=hidden]), textarea')].every((e) => e.labels.length || e.ariaLabel)"), path
        ids = browser.execute_script("return [...document.querySelectorAll('[id]')].map((e) => e.id)")
        assert len(ids) == len(set(ids)), path


def test_a_search_is_saved_in_the_browser_and_taken_out_again(browser, site):
    browser.get(site.url + "/?q=bridge&after=2015")
    save = find(browser, ".save-search")
    save.click()
    assert "Saved" in save.text and browser.current_url.endswith("after=2015")
    browser.get(site.url + "/saved")
    WebDriverWait(browser, PATIENCE).until(lambda b: len(all_of(b, ".saved li")) == 1)
    assert "after 2015" in find(browser, ".saved li").text and "s=" in browser.current_url
    follow(browser, find(browser, ".saved-off"))
    browser.get(site.url + "/saved")
    assert all_of(browser, ".saved li") == [] and find(browser, ".none-saved").is_displayed()


def test_selected_words_are_cited(browser, site):
    browser.get(site.url + DESK[0])
    assert len(all_of(browser, "button.copy")) >= 2
    browser.execute_script("const r = document.createRange(); r.selectNodeContents(document.getElementById('said-1'));"
                           "const s = getSelection(); s.removeAllRanges(); s.addRange(r);")
    WebDriverWait(browser, PATIENCE).until(lambda b: find(b, ".cite-selection").is_displayed())
    follow(browser, find(browser, ".cite-selection"))
    cited = find(browser, ".form-text").get_attribute("value")
    assert cited.startswith("“") and "Marsh" in cited and "quote=" in browser.current_url
