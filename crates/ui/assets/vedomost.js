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
