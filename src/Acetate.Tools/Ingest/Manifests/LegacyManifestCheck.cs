using Acetate.Tools.Ingest.Scan;
namespace Acetate.Tools.Ingest.Manifests;
internal static class LegacyManifestCheck
{
    public static ManifestCheck Check(string folder, ScannedRoll roll, List<CardFile> manifests) => ManifestChecker.Unproven(roll);
}
