import type { ReactNode } from 'react';
import { useRows } from '../shell/rows';
import { Space } from '../shell/Space';

/** A table of a pull: a cut may have thousands of events, so only the rows in sight are drawn. */
export function PullTable<Item>({
  name,
  columns,
  items,
  cells,
}: {
  name: string;
  columns: { label: string; isNumber?: boolean }[];
  items: Item[];
  /** The cells of a row; the first is its head. */
  cells: (item: Item, index: number) => ReactNode;
}) {
  const rows = useRows<HTMLTableSectionElement>({ count: items.length, height: 34 });
  if (items.length === 0) return <p className="quiet">None.</p>;
  return (
    <table className="plain-table pull-table" aria-label={name} aria-rowcount={items.length + 1}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.label} scope="col" className={column.isNumber ? 'number' : undefined}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={rows.frame}>
        <Space height={rows.before} columns={columns.length} />
        {rows.items.map(({ index }) => {
          const item = items[index];
          return item === undefined ? null : (
            <tr key={index} data-index={index} aria-rowindex={index + 2} ref={rows.measure}>
              {cells(item, index)}
            </tr>
          );
        })}
        <Space height={rows.after} columns={columns.length} />
      </tbody>
    </table>
  );
}

/** Sentences that stand in one cell. */
export function Sentences({ texts }: { texts: string[] }) {
  return (
    <>
      {texts.filter(Boolean).map((text) => (
        <span className="sentence" key={text}>
          {text}
        </span>
      ))}
    </>
  );
}
