using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Storage;

namespace Acetate.Steps.Transfer;

/// <summary>Turns the texts of requests into keys.</summary>
internal static class KeyText
{
    /// <summary>The key of a path below a prefix; an empty prefix is the store's root.</summary>
    /// <exception cref="StepFailedException">The text is not a key.</exception>
    public static StoreKey Join(string prefix, string path) => Parse(prefix.Length == 0 ? path : $"{prefix.TrimEnd('/')}/{path}");

    /// <summary>The key of a prefix; the default key for an empty one.</summary>
    /// <exception cref="StepFailedException">The text is not a key.</exception>
    public static StoreKey Prefix(string prefix) => prefix.Length == 0 ? default : Parse(prefix.TrimEnd('/'));

    private static StoreKey Parse(string text) => StoreKey.TryParse(text, out var key, out var reason)
        ? key
        : throw new StepFailedException(RetryClass.Data, reason, "Correct the plan: it names a file that no store can hold.");
}
