import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';

/** The part of a long list that is in sight, in a list that scrolls with the page. Rows may be of any height. */
export function useRows<Frame extends HTMLElement>(list: { count: number; height: number; overscan?: number }) {
  const frame = useRef<Frame>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    const page = scroller();
    if (!page || !frame.current) return;
    const top = frame.current.getBoundingClientRect().top - page.getBoundingClientRect().top + page.scrollTop;
    // What stands above the list may change with every answer.
    if (Math.abs(top - margin) >= 1) setMargin(top);
  });
  const rows = useVirtualizer({
    count: list.count,
    getScrollElement: scroller,
    estimateSize: () => list.height,
    overscan: list.overscan ?? 10,
    scrollMargin: margin,
  });
  const items = rows.getVirtualItems();
  return {
    frame,
    items,
    first: items[0]?.index ?? 0,
    last: items.at(-1)?.index ?? 0,
    /** The room that the rows above and below take. */
    before: Math.max(0, (items[0]?.start ?? margin) - margin),
    after: Math.max(0, rows.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin)),
    measure: rows.measureElement,
    show: (index: number) => rows.scrollToIndex(index),
    isScrolling: rows.isScrolling,
  };
}

function scroller(): HTMLElement | null {
  return document.getElementById('main');
}
