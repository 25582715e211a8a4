// The plan by hand and by keys. Without script each day and each post has its own link or form, and nothing is missing.

const plan = document.querySelector("[data-plan]");
const days = [...plan.querySelectorAll("td[id^=day-]")];
const ideas = plan.querySelector("[data-plan-ideas]");
const form = plan.querySelector("[data-plan-move]");
const said = plan.querySelector("[data-plan-said]");
const DAYS = 7;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -DAYS, ArrowDown: DAYS };

plan.querySelector("[data-plan-help]").hidden = false;

/** A day to which something may be moved: not over, and the reader may draft at all. */
const takes = (place) => place && (place === ideas || place.dataset.day !== undefined);

/** The server decides: it refuses what may not be, and asks first about what was approved. */
function send(entry, place) {
  const { day, time } = place === ideas ? {} : place.dataset;
  form.action = entry.dataset.entry;
  form.elements.version.value = entry.dataset.version;
  form.elements.publish_at.value = day ? `${day}T${entry.dataset.time ?? time}` : "";
  form.requestSubmit();
}

// --- Days: one of them is in the order of the Tab key, arrows lead to the others.

const dateOf = (day) => day.querySelector(".plan__date");

function enter(day) {
  for (const other of days) dateOf(other).tabIndex = other === day ? 0 : -1;
}

function atDay(event, day) {
  const at = days.indexOf(day);
  if (event.key === "PageUp") plan.querySelector("[data-plan-previous]").click();
  else if (event.key === "PageDown") plan.querySelector("[data-plan-next]").click();
  const to = { Home: at - (at % DAYS), End: at - (at % DAYS) + DAYS - 1 }[event.key] ?? at + STEPS[event.key];
  if (!days[to]) return;
  event.preventDefault();
  enter(days[to]);
  dateOf(days[to]).focus();
}

for (const day of days) {
  dateOf(day).addEventListener("keydown", (event) => atDay(event, day));
  dateOf(day).addEventListener("focus", () => enter(day));
}
enter(days.find((day) => day.matches(".plan__day--today")) ?? days[0]);

// --- Posts: carried by Shift and arrows, put down by Enter; or dragged.

let carried = null;

function lead(place) {
  for (const marked of plan.querySelectorAll(".is-target")) marked.classList.remove("is-target");
  place?.classList.add("is-target");
}

function letGo() {
  carried?.entry.classList.remove("is-carried");
  carried = null;
  lead(null);
}

function carry(entry, step) {
  const from = carried?.place ?? entry.closest("td[id^=day-]") ?? days.find(takes);
  const place = carried || entry.closest("td[id^=day-]") ? days[days.indexOf(from) + step] : from;
  if (!place) return;
  carried = { entry, place };
  entry.classList.add("is-carried");
  lead(place);
  place.scrollIntoView({ block: "nearest" });
  const may = takes(place) ? "Enterキーで移します。Escキーでやめます。" : "この日には移せません。";
  said.textContent = `${place.dataset.name}。${may}`;
}

function atEntry(event, entry) {
  if (event.shiftKey && STEPS[event.key]) {
    event.preventDefault();
    carry(entry, STEPS[event.key]);
  } else if (carried && event.key === "Escape") {
    letGo();
    said.textContent = "移すのをやめました。";
  } else if (carried && event.key === "Enter") {
    event.preventDefault();
    const { place } = carried;
    if (takes(place)) send(entry, place);
  }
}

for (const entry of plan.querySelectorAll("[data-entry]")) {
  entry.addEventListener("keydown", (event) => atEntry(event, entry));
  entry.addEventListener("focusout", (event) => entry.contains(event.relatedTarget) || letGo());
  entry.addEventListener("dragstart", (event) => {
    carried = { entry, place: null };
    entry.classList.add("is-carried");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", entry.querySelector(".entry__title").textContent);
  });
  entry.addEventListener("dragend", letGo);
}

for (const place of [...days, ...(ideas ? [ideas] : [])]) {
  place.addEventListener("dragover", (event) => {
    if (!carried || !takes(place)) return;
    event.preventDefault();
    lead(place);
  });
  place.addEventListener("drop", (event) => {
    if (!carried) return;
    event.preventDefault();
    const { entry } = carried;
    letGo();
    if (!place.contains(entry)) send(entry, place);
  });
}
