// Saves form[data-autosave="<url>"] while people type, and keeps what is not saved yet in this tab.
//
// The server answers a POST of the form's fields with
//   200 {"saved_at": "10:42", "version": 3}   saved; `version` goes into the form's hidden field
//   409 {"version": 5, "html": "…"}           changed elsewhere; the fragment offers both versions
//   422 {"message": "…"}                      refused, with a sentence for the person
// A redirect or 401 means signed out. Words on the status line come from templates/components/writing.jinja.

const WAIT = 1500; // milliseconds after the last key
const RETRIES = [3000, 10000, 30000, 60000];
const NEVER_SENT = ["csrfmiddlewaretoken"];
const NEVER_KEPT = [...NEVER_SENT, "version", "draft"];
const PREFIX = "balcony-unsaved:";
const TYPIST = typistOf(document); // empty on pages that know nobody
const SENT = "balcony-sent"; // the key of the form that was sent last

export function saveWhileTyping(form) {
  new Autosave(form).start();
}

// Nothing that was typed may stay in a browser that somebody else uses next.
export function forgetOnSignOut(root) {
  root.querySelectorAll("form[data-sign-out]").forEach((form) => form.addEventListener("submit", forgetAll));
}

// After a session has ended by itself somebody else may sign in here: what another person typed goes.
export function forgetOthers() {
  if (!TYPIST) return;
  const others = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX) && !key.startsWith(`${PREFIX}${TYPIST}:`));
  others.forEach((key) => sessionStorage.removeItem(key));
}

function typistOf(page) {
  return page.querySelector("meta[name=typist]")?.content || "";
}

function forgetAll() {
  Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX) || key === SENT).forEach((key) => sessionStorage.removeItem(key));
}

// The form itself was sent and this page is the answer: the copy in the tab has done its work.
// Fault pages say data-keep-typed, because there the text may not have arrived.
export function forgetWhatArrived(root) {
  const key = sessionStorage.getItem(SENT);
  if (!key || root.querySelector("[data-keep-typed]")) return;
  sessionStorage.removeItem(SENT);
  sessionStorage.removeItem(key);
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosave;
    this.status = form.querySelector("[data-autosave-status]");
    this.conflict = form.querySelector("[data-autosave-conflict]");
    this.words = form.querySelector("[data-autosave-words]").dataset;
    this.key = `${PREFIX}${TYPIST}:${form.elements.draft?.value || location.pathname}`;
    this.failures = 0;
    this.sending = false;
    this.offline = false; // the last save did not reach the server
    this.stopped = false; // a conflict waits for a decision
    this.leaving = false;
    this.postponed = null; // a button pressed while a save was under way
  }

  start() {
    this.confirmed = this.snapshot();
    this.restore();
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("focusout", () => this.save());
    this.form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (this.sending) return this.postpone(event);
      if ((this.offline || !navigator.onLine) && this.unsaved()) {
        this.postpone(event);
        return this.save();
      }
      this.leaving = true;
      if (this.unsaved()) this.keep(this.snapshot());
      sessionStorage.setItem(SENT, this.key);
    });
    window.addEventListener("pagehide", () => this.saveLeaving());
    document.addEventListener("visibilitychange", () => document.hidden && this.saveLeaving());
    window.addEventListener("online", () => this.save());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) this.leaving = false;
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.unsaved() && !this.leaving) event.preventDefault();
    });
  }

  // What was typed, as comparable text; files are sent with the form itself, never by autosave.
  snapshot() {
    const pairs = [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !NEVER_KEPT.includes(name));
    return JSON.stringify(pairs);
  }

  unsaved() {
    return this.snapshot() !== this.confirmed;
  }

  changed() {
    if (!this.unsaved()) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), WAIT);
  }

  body() {
    const body = new FormData();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && !NEVER_SENT.includes(name)) body.append(name, value);
    }
    return body;
  }

  request(extra = {}) {
    return fetch(this.url, {
      method: "POST",
      body: this.body(),
      credentials: "same-origin",
      redirect: "manual",
      headers: { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken?.value || "", Accept: "application/json", "X-Requested-With": "fetch" },
      ...extra,
    });
  }

  async save() {
    clearTimeout(this.timer);
    if (this.stopped || this.leaving || !this.unsaved()) return;
    if (this.sending) {
      this.again = true;
      return;
    }
    const sent = this.snapshot();
    this.keep(sent);
    this.sending = true;
    this.say(this.words.saving, { quiet: true });
    try {
      await this.answer(await this.request({ signal: AbortSignal.timeout(20000) }), sent);
      this.offline = false;
    } catch {
      this.offline = true;
      this.postponed = null; // sent now, the form would give way to the browser's page of no connection
      this.failed();
    }
    this.answered();
    if (this.again) {
      this.again = false;
      this.changed();
    }
  }

  // Pressing a button leaves the field, which saves: the form waits for the version that this save
  // brings, or else the server would take its own page for another one.
  postpone(event) {
    event.preventDefault();
    this.postponed = { button: event.submitter };
  }

  answered() {
    this.sending = false;
    const { postponed } = this;
    this.postponed = null;
    if (postponed && !this.stopped) this.form.requestSubmit(postponed.button);
  }

  // The page goes away: one last try that outlives it, and a copy in the tab in case it is lost.
  saveLeaving() {
    if (this.leaving || this.stopped || this.sending || !this.unsaved()) return;
    const sent = this.snapshot();
    this.keep(sent);
    this.sending = true;
    this.request({ keepalive: true })
      .then((response) => this.answer(response, sent))
      .catch(() => {})
      .finally(() => this.answered());
  }

  async answer(response, sent) {
    if (response.type === "opaqueredirect" || response.status === 401) return this.signedOut();
    if (response.ok) {
      const { saved_at: time, version } = await response.json();
      this.failures = 0;
      this.setVersion(version);
      this.confirmed = sent;
      if (this.snapshot() === sent) this.forget();
      return this.say(this.words.saved.replace("{time}", time));
    }
    if (response.status === 409) {
      const { html } = await response.json();
      this.stopped = true;
      this.conflict.innerHTML = html; // our own template, escaped by the server
      this.say(this.words.conflict, { problem: true });
      return this.conflict.querySelector("[tabindex]")?.focus();
    }
    if (response.status === 422) {
      const { message } = await response.json();
      return this.say(this.words.refused.replace("{message}", message), { problem: true });
    }
    if (response.status === 403) return this.signedOut(); // a new session has a new CSRF token
    this.failed();
  }

  failed() {
    this.say(this.words.offline, { problem: true });
    const wait = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
    this.failures += 1;
    this.timer = setTimeout(() => this.save(), wait);
  }

  signedOut() {
    this.say(this.words.signedOut + " ", { problem: true });
    const link = Object.assign(document.createElement("a"), { href: this.words.signInUrl, target: "_blank", textContent: this.words.signIn });
    this.status.append(link);
    this.renewTokenOnReturn();
  }

  // After signing in in another tab the CSRF cookie has changed; this page fetches itself for the new token.
  renewTokenOnReturn() {
    const back = async () => {
      if (document.hidden) return;
      const response = await fetch(location.href, { redirect: "manual" });
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (typistOf(page) !== TYPIST) return; // somebody else has signed in: these are not their words
      const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
      if (!token) return;
      document.removeEventListener("visibilitychange", back);
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => (input.value = token));
      this.save();
    };
    document.addEventListener("visibilitychange", back);
  }

  setVersion(version) {
    if (this.form.elements.version) this.form.elements.version.value = version;
  }

  // A problem stays until there is an answer: a line that shrinks as a button is pressed moves the
  // button away from under the finger, and the press is lost.
  say(text, { problem = false, quiet = false } = {}) {
    if (quiet && this.status.classList.contains("app-autosave__status--problem")) return;
    this.status.setAttribute("aria-live", quiet ? "off" : "polite");
    this.status.classList.toggle("app-autosave__status--problem", problem);
    this.status.textContent = text;
  }

  keep(typed) {
    try {
      sessionStorage.setItem(this.key, typed);
    } catch {
      // storage full or refused: the text is still on the page
    }
  }

  forget() {
    sessionStorage.removeItem(this.key);
  }

  // Text kept by an earlier visit of this tab that the server never confirmed.
  restore() {
    const kept = sessionStorage.getItem(this.key);
    if (!kept) return;
    if (kept === this.confirmed) return this.forget();
    const pairs = JSON.parse(kept);
    this.form.dispatchEvent(new CustomEvent("unsaved:restoring", { detail: pairs })); // forms that grow make room
    const used = {};
    for (const control of this.form.elements) {
      if (!control.name || ["hidden", "file", "submit", "button"].includes(control.type)) continue;
      const values = pairs.filter(([name]) => name === control.name).map(([, value]) => value);
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
      else if (values.length) {
        const number = (used[control.name] = (used[control.name] ?? -1) + 1); // of several boxes with one name
        control.value = values[number] ?? values[0];
      }
    }
    this.say(this.words.restored);
    this.changed();
  }
}
