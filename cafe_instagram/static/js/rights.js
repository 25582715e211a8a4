// What follows from a photo's source is shown at once, and all photos are ticked by one press. The server does the same.

/** Fills the empty fields beside a source, and takes out again what it filled itself. */
function fillFrom(select, fills) {
  const prefix = select.name.slice(0, -"source".length);
  const filled = {};
  select.addEventListener("change", () => {
    for (const name of ["right_holder", "evidence_note"]) {
      const field = select.form.elements[prefix + name];
      const words = fills[select.value]?.[name] ?? "";
      if (field.value.trim() && field.value !== filled[name]) continue;
      field.value = words;
      filled[name] = words;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  for (const name of ["right_holder", "evidence_note"]) {
    const words = fills[select.value]?.[name];
    if (words && select.form.elements[prefix + name].value === words) filled[name] = words;
  }
}

function tickAll(button) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const ticks = button.form.querySelectorAll(`input[name$="-${button.dataset.tickAll}"]`);
    for (const tick of ticks) {
      tick.checked = true;
      tick.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

/** The part comes with the first photo. */
function begin() {
  const section = document.querySelector("[data-rights-fills]:not([data-is-live])");
  if (!section) return;
  section.dataset.isLive = "";
  const fills = JSON.parse(section.dataset.rightsFills);
  document.querySelectorAll('select[name$="-source"]').forEach((select) => fillFrom(select, fills));
  section.querySelectorAll("[data-tick-all]").forEach(tickAll);
}

document.addEventListener("cafe:photo-added", begin);
begin();
