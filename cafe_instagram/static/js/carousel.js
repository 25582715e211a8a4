// Buttons, dots and the position for the photos of a post. The photos scroll and snap without this.

function enhance(carousel) {
  const track = carousel.querySelector("[data-carousel-track]");
  const controls = carousel.querySelector("[data-carousel-controls]");
  if (!controls || !controls.hidden) return;

  const previous = controls.querySelector("[data-carousel-previous]");
  const next = controls.querySelector("[data-carousel-next]");
  const position = controls.querySelector(".carousel__position");
  const dots = controls.querySelectorAll(".carousel__dot");
  const total = track.children.length;

  const current = () => Math.min(total - 1, Math.round(track.scrollLeft / (track.clientWidth || 1)));

  function show() {
    const index = current();
    position.textContent = `${index + 1} / ${total}`;
    dots.forEach((dot, i) => dot.classList.toggle("carousel__dot--current", i === index));
    // Not `disabled`: the focus would fall off the button at the last photo.
    previous.setAttribute("aria-disabled", String(index === 0));
    next.setAttribute("aria-disabled", String(index === total - 1));
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

  controls.hidden = false;
  show();
}

const enhanceAll = (root) => root.querySelectorAll("[data-carousel]").forEach(enhance);

enhanceAll(document);
document.addEventListener("htmx:load", (event) => enhanceAll(event.detail.elt.parentElement ?? document));
