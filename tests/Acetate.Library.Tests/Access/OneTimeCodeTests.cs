using System.Text;
using Acetate.Library.Access;

namespace Acetate.Library.Tests.Access;

/// <summary>Codes of a second factor, against the examples of RFC 6238, and what people and programs type instead.</summary>
public sealed class OneTimeCodeTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);

    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1_111_111_109, "07081804")]
    [InlineData(1_111_111_111, "14050471")]
    [InlineData(1_234_567_890, "89005924")]
    [InlineData(2_000_000_000, "69279037")]
    [InlineData(20_000_000_000, "65353130")]
    public void Codes_are_those_of_RFC_6238_appendix_B(long seconds, string code)
    {
        var step = OneTimeCode.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds));

        Assert.Equal(code, OneTimeCode.At(Secret, step, 8));
        Assert.Equal(code[2..], OneTimeCode.At(Secret, step));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_clock_may_be_half_a_minute_off_and_no_more(int steps, bool isGood)
    {
        var step = OneTimeCode.StepAt(Then) + steps;

        Assert.Equal(isGood ? step : null, OneTimeCode.StepOf(Secret, OneTimeCode.At(Secret, step), Then));
    }

    [Theory]
    [InlineData("005924", true)]
    [InlineData("005 924", true)]
    [InlineData(" 005924 ", true)]
    [InlineData("00592", false)]
    [InlineData("0059241", false)]
    [InlineData("5924", false)]
    [InlineData("", false)]
    [InlineData("٠٠٥٩٢٤", false)] // Arabic digits
    [InlineData("００５９２４", false)] // full width
    [InlineData("005\u00a0924", false)]
    [InlineData("-05924", false)]
    [InlineData("005924\0", false)]
    [InlineData("0 0 5 9 2 4            ", false)]
    public void Only_six_plain_digits_are_a_code(string typed, bool isGood) =>
        Assert.Equal(isGood, OneTimeCode.StepOf(Secret, typed, Then) is not null);

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_as_RFC_4648_says(string bytes, string text) => Assert.Equal(text, OneTimeCode.Text(Encoding.ASCII.GetBytes(bytes)));

    [Fact]
    public void A_recovery_code_is_read_however_it_was_typed_and_nothing_else_is()
    {
        var code = RecoveryCode.New();

        Assert.Equal(RecoveryCode.Read(code), RecoveryCode.Read($" {code.ToLowerInvariant().Replace('-', ' ')}"));
        foreach (var bad in (string[])["", "123456", code[1..], code + "0", code.Replace(code[0], 'U'), code.Replace(code[0], 'İ'), new('A', 10_000)]) Assert.Null(RecoveryCode.Read(bad));
        Assert.Equal(RecoveryCode.Count, Enumerable.Range(0, RecoveryCode.Count).Select(_ => RecoveryCode.New()).Distinct().Count());
    }

    [Fact]
    public void A_sealed_secret_is_opened_for_its_person_alone_with_the_key_of_its_library()
    {
        using var folder = new TempFolder();
        var (anna, ben) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Directory.CreateDirectory(At(folder, "other"));

        var sealedText = SecondFactorKey.Open(folder.Path).Seal(anna, Secret);

        Assert.Equal(Secret, SecondFactorKey.Open(folder.Path).Unseal(anna, sealedText));
        Assert.NotEqual(sealedText, SecondFactorKey.Open(folder.Path).Seal(anna, Secret));
        Assert.Throws<LibraryException>(() => SecondFactorKey.Open(folder.Path).Unseal(ben, sealedText));
        Assert.Throws<LibraryException>(() => SecondFactorKey.Open(At(folder, "other")).Unseal(anna, sealedText));
        foreach (var bad in (string[])["", "x", "AAAA", sealedText[4..]]) Assert.Throws<LibraryException>(() => SecondFactorKey.Open(folder.Path).Unseal(anna, bad));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At(folder, SecondFactorKey.FileName)));
        File.WriteAllText(At(folder, SecondFactorKey.FileName), "no key");
        Assert.Contains("backup", Assert.Throws<LibraryException>(() => SecondFactorKey.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static string At(TempFolder folder, string name) => Path.Join(folder.Path, name);
}
