namespace Acetate.Tests;

/// <summary>How long damaged inputs are tried: briefly in every run of the tests, for long where <c>./dev bench fuzz</c> asks for it.</summary>
internal static class Fuzzing
{
    /// <summary>The trait of the tests that can be made longer.</summary>
    public const string Trait = "fuzz";

    private static readonly int Times = int.TryParse(Environment.GetEnvironmentVariable("ACETATE_FUZZ_TIMES"), out var times) && times is >= 1 and <= 10_000 ? times : 1;

    /// <summary>The rounds of a loop that usually has so many. More rounds go on where the usual ones end, with the same beginning.</summary>
    public static int Rounds(int usual) => checked(usual * Times);
}
