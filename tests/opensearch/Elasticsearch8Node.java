import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/** One node of an Elasticsearch 8 cluster, from its jars: java Elasticsearch8Node SETTING=VALUE... It runs until it is killed. */
class Elasticsearch8Node {
    public static void main(String[] settings) throws Exception {
        Settings.Builder all = Settings.builder();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            all.put(parts[0], parts[1]);
        }
        LogConfigurator.configureESLogging(); // its bootstrap does so, which we go without
        var modules = PluginsLoader.loadModulesBundles(Path.of(all.get("path.home"), "modules"));
        new Node(InternalSettingsPreparer.prepareEnvironment(all.build(), Map.of(), null, () -> "node"),
            PluginsLoader.createPluginsLoader(modules, Set.of(), Map.of(), false)).start();
        System.out.println("started");
        Thread.currentThread().join();
    }
}
