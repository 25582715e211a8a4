// Buttons, dots and the position for the photos of a post. The photos scroll and snap without this. The editor changes
// the photos while one looks (js/look.js).

function enhance(carousel) {
  const track = carousel.querySelector("[data-carousel-track]");
  const controls = carousel.querySelector("[data-carousel-controls]");
  if (!controls || carousel.dataset.carousel) return;
  carousel.dataset.carousel = "on";

  const previous = controls.querySelector("[data-carousel-previous]");
  const next = controls.querySelector("[data-carousel-next]");
  const position = controls.querySelector(".carousel__position");
  const dots = controls.querySelector(".carousel__dots");

  const total = () => track.children.length;
  const current = () => Math.max(0, Math.min(total() - 1, Math.round(track.scrollLeft / (track.clientWidth || 1))));

  function show() {
    const index = current();
    position.textContent = `${index + 1} / ${total()}`;
    [...dots.children].forEach((dot, i) => dot.classList.toggle("carousel__dot--current", i === index));
    // Not `disabled`: the focus would fall off the button at the last photo.
    previous.setAttribute("aria-disabled", String(index === 0));
    next.setAttribute("aria-disabled", String(index === total() - 1));
  }

  function count() {
    controls.hidden = total() < 2;
    while (dots.children.length > total()) dots.lastChild.remove();
    while (dots.children.length < total()) {
      dots.appendChild(document.createElement("span")).className = "carousel__dot";
    }
    show();
  }

  const move = (step) => track.scrollTo({ left: (current() + step) * track.clientWidth });
  previous.addEventListener("click", () => move(-1));
  next.addEventListener("click", () => move(1));

  let waiting = false;
  track.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      show();
    });
  });

  new MutationObserver(count).observe(track, { childList: true });
  dots.replaceChildren();
  count();
}

const enhanceAll = (root) => root.querySelectorAll("[data-carousel]").forEach(enhance);

enhanceAll(document);
document.addEventListener("htmx:load", (event) => enhanceAll(event.detail.elt.parentElement ?? document));
