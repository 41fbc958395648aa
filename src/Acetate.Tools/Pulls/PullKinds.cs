using System.Collections.Frozen;
using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.VfxPulls;

namespace Acetate.Tools.Pulls;

/// <summary>The kinds of pulls there are.</summary>
internal static class PullKinds
{
    /// <summary>Each kind, with a library to work on.</summary>
    public static FrozenDictionary<PullKind, IPullKind> Of(MediaLibrary library) => new Dictionary<PullKind, IPullKind>
    {
        [PullKind.Vfx] = new VfxPullDesk(library),
        [PullKind.Conform] = new ConformPullDesk(library),
    }.ToFrozenDictionary();
}
