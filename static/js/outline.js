// Writes an outline without leaving the page: ol[data-outline] of li[data-line], one text box each.
// The buttons beside a line do here at once what challenges/outlines.py does where there is no JavaScript.
// Tab is left alone, so that nobody is caught in the boxes (WCAG 2.1.2).

const DEEPEST = 3;
const KEYS = { ArrowRight: "indent", ArrowLeft: "outdent", ArrowUp: "up", ArrowDown: "down" };

export function writeOutline(list) {
  new Outline(list).start();
}

class Outline {
  constructor(list) {
    this.list = list;
    this.form = list.closest("form");
    this.template = this.form.querySelector("[data-outline-line]");
    this.status = this.form.querySelector("[data-outline-status]");
    this.levels = list.dataset.levels.split("|");
  }

  start() {
    this.form.querySelector("[data-outline-keys]").hidden = false;
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("click", (event) => this.click(event));
    this.form.addEventListener("unsaved:restoring", (event) => this.makeRoom(event.detail));
    this.number();
  }

  get lines() {
    return [...this.list.children];
  }

  key(event) {
    const line = event.target.closest("[data-line]");
    if (!line || event.target.name !== "words" || event.isComposing) return;
    if (event.key === "Enter" && !event.altKey && !event.ctrlKey && !event.metaKey) this.act(event, "below", line);
    else if (event.altKey && KEYS[event.key]) this.act(event, KEYS[event.key], line);
    else if (event.key === "Backspace" && !event.target.value && value(line, "driver") === "0" && this.lines.length > 1) this.act(event, "remove", line);
  }

  click(event) {
    const button = event.target.closest("button[name=do]");
    if (!button) return;
    const line = button.closest("[data-line]");
    if (line) this.act(event, button.dataset.do, line);
    else this.act(event, "end", this.lines.at(-1));
  }

  act(event, name, line) {
    event.preventDefault();
    const next = this[name](line) ?? line;
    this.number();
    box(next).focus();
    this.say(name === "remove" && next === line ? this.list.dataset.removed : this.place(next));
    this.form.dispatchEvent(new Event("input")); // autosave notices
  }

  place(line) {
    const words = { level: this.levels[level(line) - 1], number: this.lines.indexOf(line) + 1, count: this.lines.length };
    return this.list.dataset.moved.replace(/{(\w+)}/g, (_all, name) => words[name]);
  }

  say(text) {
    this.status.textContent = text;
  }

  // The lines that hang on this one, and itself.
  block(line) {
    const lines = this.lines;
    const at = lines.indexOf(line);
    const end = lines.findIndex((other, number) => number > at && level(other) <= level(line));
    return lines.slice(at, end < 0 ? lines.length : end);
  }

  fresh(lineLevel) {
    const line = this.template.content.firstElementChild.cloneNode(true);
    setLevel(line, lineLevel, this.levels);
    return line;
  }

  below(line) {
    const after = line.nextElementSibling;
    const made = this.fresh(after && level(after) > level(line) ? level(after) : level(line));
    line.after(made);
    return made;
  }

  end(last) {
    const made = this.fresh(last ? level(last) : 1);
    this.list.append(made);
    return made;
  }

  indent(line) {
    if (line === this.lines[0] || level(line) === DEEPEST) return;
    this.block(line).forEach((each) => setLevel(each, Math.min(level(each) + 1, DEEPEST), this.levels));
  }

  outdent(line) {
    if (level(line) === 1) return;
    this.block(line).forEach((each) => setLevel(each, Math.max(level(each) - 1, 1), this.levels));
  }

  up(line) {
    const lines = this.lines;
    const before = lines.slice(0, lines.indexOf(line)).findLast((other) => level(other) <= level(line));
    if (!before || (before === lines[0] && level(line) > 1)) return;
    before.before(...this.block(line));
  }

  down(line) {
    const moved = this.block(line);
    const next = moved.at(-1).nextElementSibling;
    if (!next) return;
    const last = level(next) === level(line) ? this.block(next).at(-1) : next;
    last.after(...moved);
  }

  // A line that was never saved and says nothing just goes.
  remove(line) {
    const before = line.previousElementSibling ?? line.nextElementSibling;
    let goes = false;
    for (const each of this.block(line)) {
      if (box(each).value.trim() || value(each, "driver") !== "0") setGone(each, true);
      else if (this.lines.length > 1) {
        each.remove();
        goes ||= each === line;
      }
    }
    return goes ? before : line;
  }

  back(line) {
    let above = level(line);
    const lines = this.lines;
    this.block(line).forEach((each) => setGone(each, false));
    for (const each of lines.slice(0, lines.indexOf(line)).reverse()) {
      if (level(each) >= above) continue;
      setGone(each, false);
      above = level(each);
    }
  }

  // Names and ids count from 0, as the server's do.
  number() {
    this.lines.forEach((line, number) => {
      line.id = `line-${number}`;
      box(line).id = `words-${number}`;
      line.querySelector("label").htmlFor = `words-${number}`;
      line.querySelectorAll("[data-do]").forEach((button) => (button.value = `${button.dataset.do}-${number}`));
    });
  }

  // What an earlier visit of this tab typed and could not save: as many lines, at their levels.
  makeRoom(pairs) {
    const of = (name) => pairs.filter(([known]) => known === name).map(([, text]) => text);
    const [levels, drivers, gone] = [of("level"), of("driver"), of("gone")];
    while (this.lines.length < levels.length) this.end();
    while (this.lines.length > Math.max(levels.length, 1)) this.lines.at(-1).remove();
    this.lines.forEach((line, number) => {
      if (!levels[number]) return;
      setLevel(line, Number(levels[number]), this.levels);
      line.querySelector("[name=driver]").value = drivers[number];
      setGone(line, gone[number] === "1");
    });
    this.number();
  }
}

const box = (line) => line.querySelector("[name=words]");
const value = (line, name) => line.querySelector(`[name=${name}]`).value;
const level = (line) => Number(value(line, "level"));

function setLevel(line, number, words) {
  line.querySelector("[name=level]").value = number;
  line.className = line.className.replace(/outline__line--\d/, `outline__line--${number}`);
  line.querySelector("[data-level-words]").textContent = words[number - 1];
}

function setGone(line, gone) {
  line.querySelector("[name=gone]").value = gone ? "1" : "0";
  line.classList.toggle("outline__line--gone", gone);
  box(line).readOnly = gone;
  line.querySelector(".outline__gone").hidden = !gone;
  line.querySelector(".outline__acts").hidden = gone;
}
