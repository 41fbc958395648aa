/** The one vocabulary of states: a word, an icon and a colour, never a colour alone. */
export const states = ['waiting', 'running', 'done', 'held', 'failed', 'late'] as const;
export type StateWord = (typeof states)[number];

export const icons: Record<StateWord, string> = {
  waiting: '○',
  running: '◐',
  done: '●',
  held: '■',
  failed: '▲',
  late: '◆',
};

export function State({ word, detail, says }: { word: StateWord; detail?: string; says?: string }) {
  return (
    <span className="state" data-state={word} title={detail}>
      <span aria-hidden="true">{icons[word]}</span> {says ?? word}
    </span>
  );
}
