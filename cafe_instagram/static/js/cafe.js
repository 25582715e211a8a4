// Small comforts for every page. Nothing depends on them: without script each page works as it stands.

import { emptyAtSignOut } from "./typed_store.js";

/** A form that must go out once (data-once): a second press while the first is under way does nothing. */
function sendOnce(form) {
  const buttons = () => form.querySelectorAll("button:not([type=button]), input[type=submit]");
  const mark = (sending) => {
    form.toggleAttribute("data-sending", sending);
    for (const button of buttons()) {
      // Not `disabled`: that would drop the pressed button's value and the focus.
      button.setAttribute("aria-busy", String(sending));
    }
  };
  form.addEventListener("submit", (event) => {
    if (form.hasAttribute("data-sending")) event.preventDefault();
    else if (!event.defaultPrevented) mark(true);
  });
  form.addEventListener("htmx:afterRequest", () => mark(false));
  // The back button may bring the page back as it was left.
  window.addEventListener("pageshow", () => mark(false));
}

/** A form whose unsaved changes must not be lost by leaving (data-guard). */
function guard(form) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) changed = false;
  });
  form.addEventListener("kept", () => (changed = false)); // js/keeping.js: all of it is at the server
  window.addEventListener("beforeunload", (event) => {
    if (changed && form.isConnected) event.preventDefault();
  });
}

/** A fold (data-open-when-wide) is open where there is room beside the rest; on a phone it waits to be asked. */
function openWhenWide(panel) {
  const wide = window.matchMedia("(min-width: 64rem)");
  const follow = () => (panel.open = wide.matches);
  wide.addEventListener("change", follow);
  follow();
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest("details.menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.querySelectorAll("form[data-once]").forEach(sendOnce);
document.querySelectorAll("form[data-guard]").forEach(guard);
document.querySelectorAll("form[data-sign-out], .card:has([data-sign-out-here]) form").forEach(emptyAtSignOut);
document.querySelectorAll("[data-open-when-wide]").forEach(openWhenWide);
document.querySelector("[data-error-summary]")?.focus();
