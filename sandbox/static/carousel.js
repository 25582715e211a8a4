// Buttons and a count for carousels. Without this file they still swipe and scroll.
"use strict";

for (const carousel of document.querySelectorAll("[data-carousel]")) {
  const slides = carousel.querySelector(".slides");
  const count = carousel.querySelector("[data-count]");
  const total = slides.children.length;
  const current = () => Math.round(slides.scrollLeft / slides.clientWidth);

  const button = (step, label, name) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `turn ${name}`;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", () => slides.scrollTo({ left: (current() + step) * slides.clientWidth }));
    carousel.append(made);
    return made;
  };
  const previous = button(-1, "前の写真", "previous");
  const next = button(1, "次の写真", "next");

  const update = () => {
    count.textContent = `${current() + 1} / ${total}`;
    previous.hidden = current() === 0;
    next.hidden = current() === total - 1;
  };
  slides.addEventListener("scroll", update, { passive: true });
  update();
}
