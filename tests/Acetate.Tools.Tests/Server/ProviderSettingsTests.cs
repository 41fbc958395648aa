using Acetate.Library;
using Acetate.Server.Access.Provider;

namespace Acetate.Tools.Tests.Server;

/// <summary>The section <c>signIn</c> of the settings, and the pages that a sign-in comes back to.</summary>
public sealed class ProviderSettingsTests
{
    [Theory]
    [InlineData("""{"clientId":"a"}""", "is not understood")]
    [InlineData("""{"issuer":"https://login.example","clientId":"a","clientSecret":"in the open"}""", "is not understood")]
    [InlineData("""{"issuer":"http://login.example","clientId":"a"}""", "issuer\" in")]
    [InlineData("""{"issuer":"https://login.example?x=1","clientId":"a"}""", "issuer\" in")]
    [InlineData("""{"issuer":"https://login.example","clientId":"a","address":"http://acetate.example"}""", "address\" in")]
    [InlineData("""{"issuer":"https://login.example","clientId":"a","newPeople":"make"}""", "newPeople\" in")]
    [InlineData("""{"issuer":"https://login.example","clientId":"a","domains":["@studio.example"]}""", "domains\" in")]
    [InlineData("""{"issuer":"https://login.example","clientId":"a","roles":[{"group":"g","show":"film","role":"boss"}]}""", "roles")]
    [InlineData("""{"issuer":"https://login.example","clientId":"a","clientSecretFile":"absent"}""", "cannot be read")]
    public void What_is_wrong_is_said_before_the_server_starts(string section, string told)
    {
        var problem = Assert.Throws<LibraryException>(() => Load(section));

        Assert.Equal(LibraryProblem.Settings, problem.Problem);
        Assert.Contains(told, problem.Message);
        Assert.DoesNotContain("in the open", problem.Message);
    }

    [Theory]
    [InlineData("""{"issuer":"https://login.example/realms/film","clientId":"a"}""", "https://login.example/realms/film/.well-known/openid-configuration")]
    [InlineData("""{"issuer":"http://127.0.0.1:3000/","clientId":"a","domains":["Studio.Example"],"newPeople":"make","secondFactor":["trusted"]}""", "http://127.0.0.1:3000/.well-known/openid-configuration")]
    public void Of_an_issuer_the_metadata_lie_where_the_standard_says(string section, string address) => Assert.Equal(address, Load(section)!.MetadataAddress);

    [Theory]
    [InlineData("/pulls?show=film", "/pulls?show=film")]
    [InlineData("/pulls/7#token=act_x", "/pulls/7")]
    [InlineData("/Tag 1", "/Tag%201")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/.//evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/api/session/provider/begin", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void A_sign_in_comes_back_to_pages_of_ours_and_nowhere_else(string? asked, string page) => Assert.Equal(page, ProviderApi.PageOf(asked));

    private static ProviderSettings? Load(string section)
    {
        var home = Directory.CreateTempSubdirectory("acetate-settings-");
        try
        {
            File.WriteAllText(Path.Join(home.FullName, LibraryOptions.SettingsFile), $$"""{"signIn":{{section}}}""");
            return ProviderSettings.Load(LibraryOptions.Load(home.FullName, _ => null));
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }
}
