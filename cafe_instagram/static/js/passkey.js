// Passkeys: the browser asks the person, and its answer goes out with the form. Nothing here decides anything.

/** What the server asks for: on the page, or fetched at the press where nobody is known yet. */
async function options(form) {
  const address = form.dataset.passkeyOptions;
  if (!address) return JSON.parse(document.getElementById("passkey-data").textContent);
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`passkey options: ${answer.status}`);
  return answer.json();
}

async function ask(form) {
  const asked = await options(form);
  if (form.dataset.passkey === "get") return window.webauthnJSON.get(asked.request_options);
  const wanted = asked.creation_options;
  // Kept on the device and guarded by face, finger or code where it can be: then it also signs in by itself.
  Object.assign(wanted.publicKey.authenticatorSelection, {
    residentKey: "preferred",
    requireResidentKey: false,
    userVerification: "preferred",
  });
  return window.webauthnJSON.create(wanted);
}

function prepare(form) {
  const problem = form.querySelector("[data-passkey-problem]");
  let asking = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    problem.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await ask(form));
      form.submit();
    } catch (error) {
      console.warn(error);
      problem.hidden = false;
      asking = false;
    }
  });
}

// Offered where a passkey can be made at all: a browser that knows them, and a host that has a name.
const works = window.webauthnJSON?.supported() && !/^[\d.]+$|^\[/.test(window.location.hostname);
if (works) {
  for (const part of document.querySelectorAll("[data-passkey-only]")) part.hidden = false;
  document.querySelectorAll("form[data-passkey]").forEach(prepare);
}
