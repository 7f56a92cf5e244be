// Shortens the way on staff pages; every page works without it.
"use strict";

// 1005 becomes 10:05 when the input is left; anything else stays as typed for the server to judge.
function completeTime(input) {
  const match = /^\s*(\d{1,2})[:.\- ]?(\d{2})\s*$/.exec(input.value);
  if (match && Number(match[1]) < 24 && Number(match[2]) < 60) {
    input.value = match[1].padStart(2, "0") + ":" + match[2];
  }
}

// 16122026 becomes 16.12.2026; 16.12 or 1612 takes the year of the first full date on the page.
function completeDate(input) {
  const whole = /^\s*(\d{2})[.\-\/ ]?(\d{2})[.\-\/ ]?(\d{4})\s*$/.exec(input.value);
  if (whole) {
    input.value = whole.slice(1).join(".");
    return;
  }
  const match = /^\s*(\d{1,2})[.\-\/ ]?(\d{2})\s*$/.exec(input.value);
  const full = Array.from(document.querySelectorAll("[data-date]"), (other) => other.defaultValue)
    .find((value) => /^\d{2}\.\d{2}\.\d{4}$/.test(value));
  if (match && full) {
    input.value = match[1].padStart(2, "0") + "." + match[2] + full.slice(5);
  }
}

function complete(input) {
  if (input.matches("[data-time]")) completeTime(input);
  if (input.matches("[data-date]")) completeDate(input);
}

document.addEventListener("focusout", (event) => {
  if (event.target instanceof HTMLInputElement) complete(event.target);
});

// Up and down lead to the same column of the next line of a ledger.
document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.closest("[data-ledger]")) return;
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const match = /^([a-z]+)-(\d+)$/.exec(input.id);
  if (!match) return;
  const next = document.getElementById(match[1] + "-" + (Number(match[2]) + (event.key === "ArrowDown" ? 1 : -1)));
  if (next) {
    event.preventDefault();
    next.focus();
    if (next.type === "text") next.select();
  }
});

// The colour of a line follows its tick.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "checkbox") return;
  const row = input.closest("[data-ledger] tr");
  if (row && !row.classList.contains("is-err")) row.classList.toggle("is-open", !input.checked);
});

// One press, one act; and a ledger with unsaved lines asks before it is left.
let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-ledger]")) unsaved = true;
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  form.querySelectorAll("[data-time], [data-date]").forEach(complete);
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  if (form.matches("[data-ledger]")) unsaved = false;
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

// «Отметить все» above a ledger; it exists only where scripts run.
document.querySelectorAll("form[data-ledger]").forEach((form) => {
  const ticks = form.querySelectorAll("input[type=checkbox]");
  const keys = form.querySelector(".v-keys");
  const table = form.querySelector("table");
  if (ticks.length < 2 || !table) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary v-btn v-tickall";
  button.textContent = "Отметить все";
  button.addEventListener("click", () => {
    ticks.forEach((tick) => {
      if (!tick.checked) tick.click();
    });
  });
  if (keys) keys.append(button);
  else table.before(button);
});

// Suggestions under the search box: a combobox with a list of what its server finds while somebody types. Words travel in the
// body of a POST with the form's own token; without this script the box is a plain form.
document.querySelectorAll("form[data-suggestions]").forEach((form) => {
  const input = form.querySelector("input[type=search]");
  if (!input) return;
  const list = document.createElement("div");
  list.id = input.id + "-list";
  list.className = "v-suggest";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Подсказки поиска");
  list.hidden = true;
  const told = document.createElement("p");
  told.className = "govuk-visually-hidden";
  told.setAttribute("role", "status");
  form.append(list, told);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, "aria-haspopup": "listbox",
  })) input.setAttribute(name, value);

  let options = [];
  let active = -1;
  let timer = 0;
  let asked = null;

  function close() {
    clearTimeout(timer);
    if (asked) asked.abort();
    asked = null;
    list.hidden = true;
    activate(-1);
    input.setAttribute("aria-expanded", "false");
  }

  function activate(index) {
    if (options[active]) options[active].setAttribute("aria-selected", "false");
    active = index;
    const option = options[active];
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function text(parent, className, words) {
    const part = document.createElement("span");
    part.className = className;
    part.textContent = words;
    parent.append(part);
  }

  function show(found) {
    list.replaceChildren();
    options = [];
    found.groups.forEach((group, number) => {
      const box = document.createElement("div");
      box.setAttribute("role", "group");
      box.setAttribute("aria-labelledby", list.id + "-group-" + number);
      const heading = document.createElement("div");
      heading.id = list.id + "-group-" + number;
      heading.className = "v-suggest__group";
      heading.setAttribute("role", "presentation");
      heading.textContent = group.heading;
      box.append(heading);
      group.hits.forEach((hit) => {
        const option = document.createElement("div");
        option.id = list.id + "-" + options.length;
        option.className = "v-suggest__hit";
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.href = hit.href;
        text(option, "v-suggest__label", hit.label);
        if (hit.about) text(option, "v-suggest__about", hit.about);
        options.push(option);
        box.append(option);
      });
      list.append(box);
    });
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    told.textContent = found.summary;
  }

  async function ask() {
    if (asked) asked.abort();
    asked = new AbortController();
    const mine = asked;
    try {
      const answer = await fetch(form.dataset.suggestions, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        signal: mine.signal,
      });
      if (!answer.ok || answer.redirected) throw new Error("refused");
      const found = await answer.json();
      if (mine === asked) show(found);
    } catch (error) {
      // Refused, signed out or no network: the plain form says what is the matter.
      if (mine === asked) close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length < 2) {
      close();
      told.textContent = "";
      return;
    }
    timer = setTimeout(ask, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = !list.hidden && options.length > 0;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && open) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // Past either end the box itself is active again.
      const next = active + step;
      activate(next < -1 ? options.length - 1 : next >= options.length ? -1 : next);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && open && options[active]) {
      event.preventDefault();
      window.location.assign(options[active].dataset.href);
    } else if (event.key === "Tab") {
      close();
    }
  });
  // The box keeps the focus while a suggestion is pressed.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) window.location.assign(option.dataset.href);
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
});

// A link shown once is selected whole when focused.
document.querySelectorAll("[data-select]").forEach((input) => {
  input.addEventListener("focus", () => input.select());
});

// The error summary is what must be read first.
const summary = document.querySelector(".govuk-error-summary");
if (summary) {
  summary.tabIndex = -1;
  summary.focus();
}
