import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";

interface Asked {
  readonly title: string;
  readonly body: ComponentChildren;
  readonly go: string;
  readonly destructive: boolean;
  readonly answer: (form: FormData) => void;
}

const asked = signal<Asked | undefined>(undefined);

/** Asks something in a window of its own; the answer is what the form holds. */
export function ask(title: string, body: ComponentChildren, go: string, answer: (form: FormData) => void, destructive = false): void {
  asked.value = { title, body, go, answer, destructive };
}

/** The question that is open, if one is. */
export function Dialog() {
  const question = asked.value;
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (question) box.current?.showModal();
  }, [question]);
  if (!question) return null;
  const close = () => {
    asked.value = undefined;
  };
  return (
    <dialog ref={box} aria-labelledby="dialog-title" onClose={close}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          const form = new FormData(e.currentTarget);
          close();
          question.answer(form);
        }}
      >
        <h2 id="dialog-title">{question.title}</h2>
        {question.body}
        <div class="dialog-buttons">
          <button type="button" onClick={close}>
            {t("cancel")}
          </button>
          <button type="submit" class={question.destructive ? "destructive" : "primary"}>
            {question.go}
          </button>
        </div>
      </form>
    </dialog>
  );
}
