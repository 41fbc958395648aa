namespace Acetate.Benchmarks;

/// <summary>Where the programs are that a benchmark measures.</summary>
internal static class Checkout
{
    /// <summary>The command as <c>./dev build</c> leaves it.</summary>
    public static string Acetate => Path.Join(Root, "artifacts", "acetate");

    /// <summary>The top of the checkout.</summary>
    public static string Root
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Join(folder, "Acetate.slnx")))
                folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The benchmarks run from the repository's artifacts.");
            return folder;
        }
    }
}
