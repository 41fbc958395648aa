/**
 * A record of the OpenAPI document as the server sends it. The document also describes what the server accepts, so it
 * lets numbers come as text and members be left out; answers hold real numbers and every member, but for those that
 * are null, which are absent.
 */
export type Answer<T> = number extends T
  ? Exclude<T, string>
  : T extends readonly (infer Item)[]
    ? Answer<Item>[]
    : T extends object
      ? { [K in keyof T as null extends T[K] ? never : K]-?: Answer<Exclude<T[K], undefined>> } & {
          [K in keyof T as null extends T[K] ? K : never]?: Answer<Exclude<T[K], undefined>>;
        }
      : T;
