// A second press of a button within a few seconds sends nothing. The button is never disabled:
// a disabled button loses the focus, and its name and value would not be sent.

const FORGET_AFTER = 8000; // milliseconds; a lost connection must not lock the form for good

export function submitOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    const offline = navigator.onLine ? null : form.querySelector("[data-offline-words]");
    if (offline) {
      event.preventDefault(); // or what was typed would give way to the browser's page of no connection
      offline.textContent = offline.dataset.offlineWords;
      offline.classList.add("app-autosave__status--problem");
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(() => release(form), FORGET_AFTER);
  });
  // Coming back with the back button shows the page as it was left.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
}

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
}
