import { type ReactNode, useState } from 'react';
import { cellAt, type StripGrid } from './strip';

/** One small frame of a clip's scrub strip: that at a place from 0, its first, to 1, its last. */
export function StripCell({
  clip,
  strip,
  position,
  className,
  isHidden = false,
  onLoad,
  children,
}: {
  clip: string;
  strip: StripGrid;
  position: number;
  className: string;
  isHidden?: boolean;
  onLoad?: () => void;
  children?: ReactNode;
}) {
  const { column, row } = cellAt(strip, position);
  return (
    <span
      className={className}
      style={{ visibility: isHidden ? 'hidden' : 'visible', aspectRatio: strip.tileWidth / strip.tileHeight }}
    >
      <img
        src={`/api/clips/${clip}/strip.jpg`}
        alt=""
        onLoad={onLoad}
        style={{
          width: `${strip.columns * 100}%`,
          height: `${strip.rows * 100}%`,
          transform: `translate(-${(column / strip.columns) * 100}%, -${(row / strip.rows) * 100}%)`,
        }}
      />
      {children}
    </span>
  );
}

/** The frame under the pointer over a clip's picture, with a needle where it is; unseen until it is there. */
export function Scrub({ clip, strip, position }: { clip: string; strip: StripGrid; position: number }) {
  const [isLoaded, setLoaded] = useState(false);
  return (
    <StripCell
      className="scrub"
      clip={clip}
      strip={strip}
      position={position}
      isHidden={!isLoaded}
      onLoad={() => setLoaded(true)}
    >
      <span className="needle" style={{ left: `${position * 100}%` }} />
    </StripCell>
  );
}
