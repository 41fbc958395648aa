using System.Collections.Frozen;

namespace Acetate.Cuts;

/// <summary>A file as it was read: its own document, and each event as the model held it then, so that a writer knows what was changed since.</summary>
/// <param name="Document">The document of the format's own reader.</param>
/// <param name="Events">Every event as read, with the object it was made from, by its id.</param>
internal sealed record CutOrigin(object Document, FrozenDictionary<string, (CutEvent AsRead, object Made)> Events);
