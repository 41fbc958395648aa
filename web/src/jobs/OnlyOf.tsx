/** That work of one show alone is listed, and the way back to all of it. */
export function OnlyOf({ show, setShow }: { show: string; setShow: (show: string) => void }) {
  return show ? (
    <p className="quiet">
      Only of {show}.{' '}
      <button type="button" onClick={() => setShow('')}>
        Of every show
      </button>
    </p>
  ) : null;
}
